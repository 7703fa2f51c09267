import type { RunId, SyncJobData } from '@annals/domain';

/** How often a failed job is tried again, and after how long: 1 s, 2 s, 4 s. */
export const JOB_RETRIES = 3;
export const JOB_RETRY_FIRST_DELAY_MS = 1_000;

/** One handing-over of a job to a worker. */
export interface SyncDelivery {
  readonly job: SyncJobData;
  /** From 1; a job that was handed back, or whose worker died, does not count as failed. */
  readonly attempt: number;
  /** When true, a failure now ends the job. */
  readonly isLastAttempt: boolean;
  /** Aborted when the worker must stop soon; the handler then hands the job back. */
  readonly stopping: AbortSignal;
}

/**
 * What became of a delivery. `done`: forget the job. `hand_back`: put it back to be delivered
 * again at once to any worker, without counting an attempt. `failed`: no retry can mend it.
 * A handler that throws is retried as `JOB_RETRIES` says.
 */
export type DeliveryOutcome = 'done' | 'hand_back' | 'failed';

export type SyncJobHandler = (delivery: SyncDelivery) => Promise<DeliveryOutcome>;

export interface SyncConsumer {
  /**
   * Stops taking jobs, aborts `stopping` of those in work and resolves when all have ended.
   * Calling it again waits for the same end.
   */
  close(): Promise<void>;
}

/**
 * Carries runs to workers, at least once each. PostgreSQL holds the truth about a run; the queue
 * may be emptied at any time and is filled again from there. What asks the server rejects with
 * `QueueUnavailableError` when it does not answer.
 */
export interface SyncQueue extends AsyncDisposable {
  /**
   * Queues a run's job; the job's id is the run's. Returns false, and changes nothing, when the
   * run has a job that is waiting, delayed or in work. A finished job of the same run makes way.
   */
  enqueue(job: SyncJobData): Promise<boolean>;
  /** 0 when the run's job is next, 1 behind one other…; null when it is not waiting. */
  positionOf(runId: RunId): Promise<number | null>;
  /** Starts to take jobs, at most `concurrency` at once. Jobs of a dead worker are taken over. */
  consume(handler: SyncJobHandler, options: { readonly concurrency: number }): SyncConsumer;
  /** Resolves when the queue answers and takes jobs; else rejects with `QueueUnavailableError`. */
  ping(): Promise<void>;
}

/**
 * The queue's server does not answer, or the queue is closed. Trying again may help, and what was
 * asked may still be done later.
 */
export class QueueUnavailableError extends Error {
  override readonly name: string = 'QueueUnavailableError';
}
