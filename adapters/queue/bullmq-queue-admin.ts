import type { QueueAdmin, QueueJob, QueueJobState, QueueOverview } from '@annals/application';
import type { SyncJobData } from '@annals/domain';
import type { Job, JobState, JobType } from 'bullmq';

/** What is used of BullMQ's queue, whichever server carries it. */
export interface AdministeredBullmqQueue {
  isPaused(): Promise<boolean>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  getJobCounts(...types: JobType[]): Promise<Record<string, number>>;
  getRanges(types: JobType[], start: number, end: number, ascending: boolean): Promise<string[]>;
  getJobs(types: JobType[], start: number, end: number, ascending: boolean): Promise<StoredJob[]>;
  getJob(jobId: string): Promise<StoredJob | undefined>;
  /** From the server's own list of connections. */
  getWorkers(): Promise<Record<string, string>[]>;
}

type StoredJob = Pick<
  Job<SyncJobData>,
  | 'id'
  | 'data'
  | 'attemptsMade'
  | 'timestamp'
  | 'processedOn'
  | 'finishedOn'
  | 'failedReason'
  | 'getState'
  | 'retry'
  | 'remove'
>;

/** Asks the server, in bounded time and with errors that may be shown. */
export type AskServer = <Answer>(call: string, question: () => Promise<Answer>) => Promise<Answer>;

/** The queue as operators see it. */
export class BullmqQueueAdmin implements QueueAdmin {
  readonly #queue: AdministeredBullmqQueue;
  readonly #ask: AskServer;
  readonly #workerName: string;

  /** `workerName`: what tells this queue's workers from those of others in the server's list. */
  constructor(queue: AdministeredBullmqQueue, workerName: string, ask: AskServer) {
    this.#queue = queue;
    this.#workerName = workerName;
    this.#ask = ask;
  }

  overview(): Promise<QueueOverview> {
    return this.#ask('overview', async () => {
      const [isPaused, counts, waiting] = await Promise.all([
        this.#queue.isPaused(),
        this.#queue.getJobCounts('active', 'delayed', 'completed', 'failed'),
        this.#waiting(),
      ]);
      const [oldest] = await this.#jobs(waiting.slice(0, 1));
      const { active = 0, delayed = 0, completed = 0, failed = 0 } = counts;
      return {
        isPaused,
        counts: { waiting: waiting.length, active, delayed, completed, failed },
        oldestWaitingAt: oldest === undefined ? null : new Date(oldest.timestamp),
      };
    });
  }

  workersSeen(): Promise<number | null> {
    return this.#ask('workersSeen', async () => {
      const workers = await this.#queue.getWorkers();
      const names = workers.map(({ rawname }) => rawname);
      // In place of a list that some hosts refuse, BullMQ gives one entry that says so.
      if (names.includes(undefined)) return null;
      return names.filter((name) => name?.endsWith(`:w:${this.#workerName}`)).length;
    });
  }

  listJobs(
    state: QueueJobState,
    { offset, limit }: { readonly offset: number; readonly limit: number },
  ): Promise<QueueJob[]> {
    const end = offset + limit;
    return this.#ask('listJobs', async () => {
      const jobs =
        state === 'waiting'
          ? await this.#jobs((await this.#waiting()).slice(offset, end))
          : await this.#queue.getJobs([state], offset, end - 1, false);
      return jobs.map((job) => toQueueJob(job, state));
    });
  }

  /**
   * Ids of all waiting jobs, in their turn: on PostgreSQL a part of them would be the wrong end,
   * and of a paused queue BullMQ counts none.
   */
  #waiting(): Promise<string[]> {
    return this.#queue.getRanges(['wait'], 0, -1, true);
  }

  async #jobs(jobIds: readonly string[]): Promise<StoredJob[]> {
    const jobs = await Promise.all(jobIds.map((jobId) => this.#queue.getJob(jobId)));
    return jobs.filter((job) => job !== undefined);
  }

  pause(): Promise<void> {
    return this.#ask('pause', () => this.#queue.pause());
  }

  resume(): Promise<void> {
    return this.#ask('resume', () => this.#queue.resume());
  }

  retryJob(jobId: string): Promise<'done' | 'not_found' | 'wrong_state'> {
    const isRetryable = (state: JobState | 'unknown') => state === 'failed';
    return this.#change('retryJob', jobId, isRetryable, (job) =>
      job.retry('failed', { resetAttemptsMade: true, resetAttemptsStarted: true }),
    );
  }

  removeJob(jobId: string): Promise<'done' | 'not_found' | 'wrong_state'> {
    const isRemovable = (state: JobState | 'unknown') => state !== 'active';
    return this.#change('removeJob', jobId, isRemovable, (job) => job.remove());
  }

  /** Changes a job in the right state; one that changed meanwhile is in the wrong one. */
  #change(
    call: string,
    jobId: string,
    isRight: (state: JobState | 'unknown') => boolean,
    change: (job: StoredJob) => Promise<unknown>,
  ): Promise<'done' | 'not_found' | 'wrong_state'> {
    return this.#ask(call, async () => {
      const job = await this.#queue.getJob(jobId);
      if (job === undefined) return 'not_found';
      if (!isRight(await job.getState())) return 'wrong_state';
      try {
        await change(job);
        return 'done';
      } catch (error) {
        const left = await this.#queue.getJob(jobId);
        // Somebody else was faster.
        if (left === undefined) return 'not_found';
        if (isRight(await left.getState())) throw error;
        return 'wrong_state';
      }
    });
  }
}

function toQueueJob(job: StoredJob, state: QueueJobState): QueueJob {
  return {
    jobId: job.id ?? '',
    tenantId: job.data.tenantId,
    state,
    attempts: job.attemptsMade,
    queuedAt: new Date(job.timestamp),
    startedAt: toDate(job.processedOn),
    finishedAt: toDate(job.finishedOn),
    // Consumers throw fixed sentences alone.
    failure: job.failedReason ? job.failedReason : null,
  };
}

function toDate(ms: number | null | undefined): Date | null {
  return typeof ms === 'number' ? new Date(ms) : null;
}
