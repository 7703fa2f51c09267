import type { SyncQueue } from './sync-queue.ts';

export const queueJobStates = ['waiting', 'active', 'delayed', 'completed', 'failed'] as const;
export type QueueJobState = (typeof queueJobStates)[number];

export interface QueueJob {
  /** The id of its run. */
  readonly jobId: string;
  readonly tenantId: string;
  readonly state: QueueJobState;
  /** Attempts that have ended. */
  readonly attempts: number;
  readonly queuedAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  /** Why its last attempt failed, in a fixed sentence; null when it did not. */
  readonly failure: string | null;
}

export interface QueueOverview {
  readonly isPaused: boolean;
  readonly counts: Readonly<Record<QueueJobState, number>>;
  /** When the job that has waited longest was queued; null when none waits. */
  readonly oldestWaitingAt: Date | null;
}

/** What operators see of the queue and may do to it. All methods reject with `QueueUnavailableError` when the queue does not answer. */
export interface QueueAdmin {
  overview(): Promise<QueueOverview>;
  /**
   * How many consumers are connected, in all processes; null when the server does not tell. One
   * that has just been started, closed or killed may take seconds to be noticed.
   */
  workersSeen(): Promise<number | null>;
  /** Waiting jobs in their order, others newest first. */
  listJobs(
    state: QueueJobState,
    page: { readonly offset: number; readonly limit: number },
  ): Promise<QueueJob[]>;
  /** No worker takes a job until `resume`; those in work go on. For all workers, and for good. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Puts a failed job back to wait, with all its attempts. */
  retryJob(jobId: string): Promise<'done' | 'not_found' | 'wrong_state'>;
  /** Forgets a job that is not in work. Its run, if it is still queued, gets a new one. */
  removeJob(jobId: string): Promise<'done' | 'not_found' | 'wrong_state'>;
}

/** A queue with what its operators may do to it. */
export interface AdministeredQueue extends SyncQueue {
  readonly admin: QueueAdmin;
}
