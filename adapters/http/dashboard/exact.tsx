import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { agoOf, durationOf, LANGUAGE } from './format.ts';

const counts = new Intl.NumberFormat(LANGUAGE);
const shortCounts = new Intl.NumberFormat(LANGUAGE, {
  notation: 'compact',
  maximumFractionDigits: 1,
});
const exactTimes = new Intl.DateTimeFormat(LANGUAGE, { dateStyle: 'full', timeStyle: 'long' });

/** Above this a figure is shortened; all of it is shown on hover. */
const LONGEST_COUNT = 99_999;

export function exactCount(count: number): string {
  return counts.format(count);
}

export function exactTime(at: string): string {
  return exactTimes.format(new Date(at));
}

export function Count({ of }: { readonly of: number }): JSX.Element {
  const exact = exactCount(of);
  return of > LONGEST_COUNT ? (
    <span title={exact}>{shortCounts.format(of)}</span>
  ) : (
    <span>{exact}</span>
  );
}

/** How long ago or ahead, growing by itself; the exact time on hover. */
export function Ago({ at }: { readonly at: string }): JSX.Element {
  useTick(30_000);
  return (
    <time dateTime={at} title={exactTime(at)}>
      {agoOf(new Date(at), new Date())}
    </time>
  );
}

export function Duration({ ms }: { readonly ms: number }): JSX.Element {
  return <span title={`${exactCount(ms)} ms`}>{durationOf(ms)}</span>;
}

function useTick(everyMs: number): void {
  const [, setTicks] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTicks((ticks) => ticks + 1), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
}
