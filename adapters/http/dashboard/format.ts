const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** The page's own: times and figures stand in its sentences, whatever the reader's browser speaks. */
export const LANGUAGE = 'en-GB';

const relative = new Intl.RelativeTimeFormat(LANGUAGE, { numeric: 'auto' });

const units = [
  ['day', DAY_MS],
  ['hour', HOUR_MS],
  ['minute', MINUTE_MS],
] as const;

/** How far the reader's clock may be behind the service's for what was just now not to be ahead. */
const CLOCKS_APART_MS = 10 * SECOND_MS;

/** “5 minutes ago”, “in 2 hours”. */
export function agoOf(time: Date, now: Date): string {
  const ms = time.getTime() - now.getTime();
  for (const [unit, length] of units) {
    if (Math.abs(ms) >= length) return relative.format(Math.trunc(ms / length), unit);
  }
  return ms > CLOCKS_APART_MS ? 'in less than a minute' : 'just now';
}

/** The two greatest units: “2 h 5 min”, “4 min 10 s”, “0.8 s”. */
export function durationOf(ms: number): string {
  if (ms < 10 * SECOND_MS) return `${Number((ms / SECOND_MS).toFixed(1))} s`;
  const parts = [
    [Math.floor(ms / DAY_MS), 'd'],
    [Math.floor((ms % DAY_MS) / HOUR_MS), 'h'],
    [Math.floor((ms % HOUR_MS) / MINUTE_MS), 'min'],
    [Math.floor((ms % MINUTE_MS) / SECOND_MS), 's'],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  const shown = parts.slice(first, first + 2).filter(([count]) => count > 0);
  return shown.map(([count, unit]) => `${count} ${unit}`).join(' ');
}
