import {
  JOB_RETRIES,
  JOB_RETRY_FIRST_DELAY_MS,
  type Logger,
  type SyncConsumer,
  type SyncJobHandler,
  type SyncQueue,
} from '@annals/application';
import type { RunId, SyncJobData } from '@annals/domain';
import type { Processor, Queue, WorkerOptions } from 'bullmq';
import { BullmqConsumer, type JobWorker } from './bullmq-consumer.ts';
import { within } from './deadline.ts';

/** What is used of BullMQ's queue, whatever its backend. */
type JobQueue = Pick<Queue, 'add' | 'close' | 'getJob' | 'getJobState' | 'getRanges' | 'remove'> & {
  on(event: 'error', listener: (error: Error) => void): unknown;
};

/** What the two backends differ in. */
export interface QueueParts {
  readonly queue: JobQueue;
  makeWorker(processor: Processor, options: Omit<WorkerOptions, 'connection'>): JobWorker;
}

/** Milliseconds. */
export interface QueueTiming {
  /** Before the first retry; each further one waits twice as long. */
  readonly retryFirstDelayMs: number;
  /** How long a worker may be silent before its jobs are given to another. */
  readonly lockMs: number;
}

const defaultTiming: QueueTiming = {
  retryFirstDelayMs: JOB_RETRY_FIRST_DELAY_MS,
  lockMs: 15_000,
};

const PING_TIMEOUT_MS = 2_000;
/** Finished jobs tell nothing that the run's row does not: a few are kept to look at. */
const KEEP_FINISHED = { age: 24 * 60 * 60, count: 1_000 };

/** The queue on BullMQ, whichever backend carries it. */
export class BullmqSyncQueue implements SyncQueue {
  readonly #parts: QueueParts;
  readonly #logger: Logger;
  readonly #timing: QueueTiming;
  readonly #consumers = new Set<BullmqConsumer>();

  constructor(parts: QueueParts, logger: Logger, timing: Partial<QueueTiming> = {}) {
    this.#parts = parts;
    this.#logger = logger;
    this.#timing = { ...defaultTiming, ...timing };
    parts.queue.on('error', (error) => logger.warn('queue.error', { error: error.name }));
  }

  async enqueue(job: SyncJobData): Promise<boolean> {
    const { queue } = this.#parts;
    const before = await queue.getJobState(job.runId);
    if (before === 'completed' || before === 'failed') {
      // Fails when somebody else removed it, or made it anew: `add` then decides.
      await queue.remove(job.runId);
    } else if (before !== 'unknown') {
      return false;
    }
    const marker = crypto.randomUUID();
    await queue.add('sync-tenant', { ...job, marker }, this.#jobOptions(job.runId));
    // Of several calls at the same time BullMQ keeps the first one's data: it made the job.
    const kept = await queue.getJob(job.runId);
    return kept?.data?.marker === marker;
  }

  async positionOf(runId: RunId): Promise<number | null> {
    const { queue } = this.#parts;
    if ((await queue.getJobState(runId)) !== 'waiting') return null;
    const ids = await queue.getRanges(['wait'], 0, -1, true);
    const position = ids.indexOf(runId);
    return position === -1 ? null : position;
  }

  consume(
    handler: SyncJobHandler,
    { concurrency }: { readonly concurrency: number },
  ): SyncConsumer {
    const consumer = new BullmqConsumer({
      handler,
      logger: this.#logger,
      makeWorker: (processor) =>
        this.#parts.makeWorker(processor, {
          concurrency,
          lockDuration: this.#timing.lockMs,
          stalledInterval: this.#timing.lockMs,
          // A run is idempotent: a worker that dies in it, however often, does not fail it.
          maxStalledCount: Number.MAX_SAFE_INTEGER,
        }),
    });
    this.#consumers.add(consumer);
    return consumer;
  }

  async ping(): Promise<void> {
    // A question about any job: it goes to the server and back.
    const asked = this.#parts.queue.getJobState('ping');
    await within(PING_TIMEOUT_MS, asked, 'The queue does not answer.');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#consumers].map((consumer) => consumer.close()));
    await this.#parts.queue.close();
  }

  #jobOptions(runId: RunId) {
    return {
      jobId: runId,
      attempts: 1 + JOB_RETRIES,
      backoff: { type: 'exponential', delay: this.#timing.retryFirstDelayMs },
      removeOnComplete: KEEP_FINISHED,
      removeOnFail: KEEP_FINISHED,
    };
  }
}
