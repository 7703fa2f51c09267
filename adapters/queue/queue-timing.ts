import { JOB_RETRY_FIRST_DELAY_MS } from '@annals/application';

/** Milliseconds. */
export interface QueueTiming {
  /** Before the first retry; each further one waits twice as long as the one before. */
  readonly retryFirstDelayMs: number;
  /**
   * A worker renews the locks of its jobs at least twice in this time. Whoever lets one run out
   * counts as dead.
   */
  readonly lockMs: number;
  /** How often the jobs of dead workers are looked for. */
  readonly stalledIntervalMs: number;
}

/** A job of a killed worker is taken over after 15 s at the earliest and 25 s at the latest. */
export const defaultTiming: QueueTiming = {
  retryFirstDelayMs: JOB_RETRY_FIRST_DELAY_MS,
  lockMs: 15_000,
  stalledIntervalMs: 5_000,
};
