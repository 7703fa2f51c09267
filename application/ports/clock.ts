/** Time, so that tests need not wait for it. */
export interface Clock {
  now(): Date;
  /** Resolves after `ms` milliseconds, or at once when `signal` is or becomes aborted. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /**
   * Runs `task` every `ms` milliseconds, first after `ms`, until `signal` is aborted. A round that
   * falls due while the task is still at work is left out. A task must not reject.
   */
  repeat(ms: number, task: () => Promise<void>, signal: AbortSignal): void;
}
