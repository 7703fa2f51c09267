import { type Finding, finding } from '@annals/domain';
import type { Clock } from '../ports/clock.ts';

/** Platforms tell the time in whole seconds, and both clocks are read some moments apart. */
const TOLERATED_MS = 30_000;
const WHOLE_SECOND_MS = 1_000;

/** A finding when this clock and the platform's cannot both be right; null when they can. */
export async function examineClock(
  clock: Clock,
  platform: string,
  serverTime: () => Promise<Date | null>,
): Promise<Finding | null> {
  const before = clock.now().getTime();
  const told = (await serverTime())?.getTime();
  const after = clock.now().getTime();
  if (told === undefined) return null;
  const aheadMs = before - (told + WHOLE_SECOND_MS);
  const behindMs = told - after;
  const skewMs = Math.max(aheadMs, behindMs);
  if (skewMs <= TOLERATED_MS) return null;
  const direction = aheadMs > behindMs ? 'ahead of' : 'behind';
  return finding('clock_skewed', {
    where: { kind: 'service', name: 'clock', id: null },
    message: `The clock of this machine is ${Math.round(skewMs / 1000)} seconds ${direction} that of ${platform}: what is young enough to be read again, and when syncs are due, is judged by it.`,
    remedy: 'Let the machine keep its clock by NTP, for instance with `timedatectl set-ntp true`.',
  });
}
