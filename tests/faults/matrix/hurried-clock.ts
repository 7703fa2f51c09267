import type { Clock } from '@annals/application';
import { SystemClock } from '@annals/system';

/** The waits between tries and the pauses of sweepers are not what these tests are about. */
const LONGEST_SLEEP_MS = 20;
const LONGEST_INTERVAL_MS = 200;
const MINUTE_MS = 60_000;

/** The machine's clock, for those who sleep too long. It may be set. */
export class HurriedClock extends SystemClock {
  /** How far it is ahead of the machine's. */
  aheadMs = 0;

  override now(): Date {
    return new Date(super.now().getTime() + this.aheadMs);
  }

  override sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return super.sleep(Math.min(ms, LONGEST_SLEEP_MS), signal);
  }

  override repeat(ms: number, task: () => Promise<void>, signal: AbortSignal): void {
    super.repeat(Math.min(ms, LONGEST_INTERVAL_MS), task, signal);
  }
}

/** For a sweeper that need not wait the minute after which a silent worker counts as gone. */
export function aMinuteAhead(clock: Clock): Clock {
  return {
    now: () => new Date(clock.now().getTime() + MINUTE_MS),
    sleep: (ms, signal) => clock.sleep(ms, signal),
    repeat: (ms, task, signal) => clock.repeat(ms, task, signal),
  };
}
