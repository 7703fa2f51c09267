import type { Spread } from '@annals/domain';

/** Channels differ from their average by far more than this; many of them together do not. */
const WIDER = 3;

/** At most `most` items, from all over the list. */
export function evenly<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  const step = items.length / most;
  return items.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
}

/** What is expected of something that was not looked into. */
export function unseen(expected: number): Spread {
  return { low: expected / WIDER, likely: expected, high: expected * WIDER };
}
