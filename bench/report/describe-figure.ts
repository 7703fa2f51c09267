import { type Figure, isReached } from '../scenario.ts';

/** One line of plain text. */
export function describeFigure(figure: Figure): string {
  const { what, value, unit } = figure;
  const bound = boundOf(figure);
  const verdict = bound === '' ? '' : ` (${bound}: ${isReached(figure) ? 'yes' : 'no'})`;
  return `${what}: ${withUnit(value, unit)}${verdict}`;
}

/** `at most 1.4 ×`; empty where nothing is asked. */
export function boundOf({ atMost, atLeast, unit }: Figure): string {
  if (atMost !== undefined) return `at most ${withUnit(atMost, unit)}`;
  return atLeast === undefined ? '' : `at least ${withUnit(atLeast, unit)}`;
}

export function withUnit(value: number, unit: string): string {
  return unit === '' ? shown(value) : `${shown(value)} ${unit}`;
}

/** Three digits are more than these machines are good for. */
export function shown(value: number): string {
  const digits =
    Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en', {
    maximumFractionDigits: digits,
    minimumFractionDigits: digits,
  });
}
