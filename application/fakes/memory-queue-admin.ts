import type { SyncJobData } from '@annals/domain';
import {
  type QueueAdmin,
  type QueueJob,
  type QueueJobState,
  type QueueOverview,
  queueJobStates,
} from '../ports/queue-admin.ts';

/** waiting → active → completed or failed; or back to waiting, at once or after a delay. */
export interface MemoryJob {
  readonly data: SyncJobData;
  readonly queuedAt: Date;
  state: QueueJobState;
  /** That have ended. */
  attempts: number;
  startedAt: Date | null;
  finishedAt: Date | null;
  failure: string | null;
}

export function newMemoryJob(data: SyncJobData, queuedAt: Date): MemoryJob {
  const unstarted = { startedAt: null, finishedAt: null, failure: null };
  return { data, queuedAt, state: 'waiting', attempts: 0, ...unstarted };
}

/** The inside of a queue, as its administration sees it. */
interface MemoryQueueInside {
  readonly jobs: Map<string, MemoryJob>;
  readonly waiting: MemoryJob[];
  isPaused(): boolean;
  consumers(): number;
  setPaused(isPaused: boolean): void;
  wait(job: MemoryJob): void;
  assertOpen(): void;
}

/** What operators see of a queue in memory. */
export class MemoryQueueAdmin implements QueueAdmin {
  readonly #queue: MemoryQueueInside;

  constructor(queue: MemoryQueueInside) {
    this.#queue = queue;
  }

  async overview(): Promise<QueueOverview> {
    this.#queue.assertOpen();
    const countOf = (state: QueueJobState) => this.#inState(state).length;
    return {
      isPaused: this.#queue.isPaused(),
      counts: Object.fromEntries(
        queueJobStates.map((state) => [state, countOf(state)]),
      ) as QueueOverview['counts'],
      oldestWaitingAt: this.#queue.waiting[0]?.queuedAt ?? null,
    };
  }

  async workersSeen(): Promise<number> {
    this.#queue.assertOpen();
    return this.#queue.consumers();
  }

  async listJobs(
    state: QueueJobState,
    { offset, limit }: { readonly offset: number; readonly limit: number },
  ): Promise<QueueJob[]> {
    this.#queue.assertOpen();
    return this.#inState(state)
      .slice(offset, offset + limit)
      .map(toQueueJob);
  }

  async pause(): Promise<void> {
    this.#queue.assertOpen();
    this.#queue.setPaused(true);
  }

  async resume(): Promise<void> {
    this.#queue.assertOpen();
    this.#queue.setPaused(false);
  }

  async retryJob(jobId: string): Promise<'done' | 'not_found' | 'wrong_state'> {
    this.#queue.assertOpen();
    const job = this.#queue.jobs.get(jobId);
    if (job === undefined) return 'not_found';
    if (job.state !== 'failed') return 'wrong_state';
    Object.assign(job, newMemoryJob(job.data, job.queuedAt));
    this.#queue.wait(job);
    return 'done';
  }

  async removeJob(jobId: string): Promise<'done' | 'not_found' | 'wrong_state'> {
    const { jobs, waiting } = this.#queue;
    this.#queue.assertOpen();
    const job = jobs.get(jobId);
    if (job === undefined) return 'not_found';
    if (job.state === 'active') return 'wrong_state';
    jobs.delete(jobId);
    const place = waiting.indexOf(job);
    if (place !== -1) waiting.splice(place, 1);
    return 'done';
  }

  /** In the order that `listJobs` promises. */
  #inState(state: QueueJobState): MemoryJob[] {
    const { jobs, waiting } = this.#queue;
    if (state === 'waiting') return waiting;
    return [...jobs.values()].filter((job) => job.state === state).toReversed();
  }
}

function toQueueJob(job: MemoryJob): QueueJob {
  const { data, state, attempts, queuedAt, startedAt, finishedAt, failure } = job;
  const { runId: jobId, tenantId } = data;
  return { jobId, tenantId, state, attempts, queuedAt, startedAt, finishedAt, failure };
}
