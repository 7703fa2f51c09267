import { SystemClock } from '@annals/system';

/** The waits between tries and the pauses of sweepers are not what these tests are about. */
const LONGEST_SLEEP_MS = 20;
const LONGEST_INTERVAL_MS = 200;

/** The machine's clock, for those who sleep too long. */
export class HurriedClock extends SystemClock {
  override sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return super.sleep(Math.min(ms, LONGEST_SLEEP_MS), signal);
  }

  override repeat(ms: number, task: () => Promise<void>, signal: AbortSignal): void {
    super.repeat(Math.min(ms, LONGEST_INTERVAL_MS), task, signal);
  }
}
