import {
  type AdministeredQueue,
  JOB_RETRIES,
  type Logger,
  type QueueAdmin,
  QueueUnavailableError,
  type SyncConsumer,
  type SyncJobHandler,
} from '@annals/application';
import type { RunId, SyncJobData } from '@annals/domain';
import { ErrorCode, type IQueueBackend, type Job, type JobsOptions, Queue } from 'bullmq';
import { BullmqConsumer } from './bullmq-consumer.ts';
import { BullmqQueueAdmin } from './bullmq-queue-admin.ts';
import { within } from './deadline.ts';
import { codeOf, errorFields } from './error-fields.ts';
import type { QueueBoard } from './queue-board.ts';
import type { QueueTiming } from './queue-timing.ts';
import type { Connect, ServerLink } from './server-link.ts';
import { SyncWorker } from './sync-worker.ts';

export interface BullmqSyncQueueParts<Connection> {
  readonly connect: Connect<Connection>;
  readonly logger: Logger;
  readonly timing: QueueTiming;
}

/** What is stored of a job. */
interface StoredJob extends SyncJobData {
  /** Names the call that made the job: of several at once BullMQ keeps one, and says not which. */
  readonly madeBy: string;
}

const QUEUE_NAME = 'sync';
const JOB_NAME = 'sync-tenant';
const MOST_ROUNDS = 10;
const PING_TIMEOUT_MS = 2_000;
const CALL_TIMEOUT_MS = 5_000;
const CLOSE_TIMEOUT_MS = 3_000;
/** Finished jobs tell nothing that the run's row does not: a few are kept to look at. Seconds. */
const KEEP_FINISHED = { age: 24 * 60 * 60, count: 1_000 };
/** The most that BullMQ's backend for PostgreSQL can count to. */
const ANY_NUMBER_OF_TIMES = 2 ** 31 - 1;

/** The queue on BullMQ, whichever server carries it. */
export class BullmqSyncQueue<Connection> implements AdministeredQueue {
  readonly admin: QueueAdmin;
  readonly #parts: BullmqSyncQueueParts<Connection>;
  readonly #link: ServerLink<Connection>;
  readonly #queue: Queue<
    StoredJob,
    void,
    string,
    StoredJob,
    void,
    string,
    IQueueBackend,
    Connection
  >;
  readonly #consumers = new Set<BullmqConsumer>();
  /** Why the server could not be talked to, as far as it is known: a call only learns that it is late. */
  #reason: string | null = null;
  #closed: Promise<void> | null = null;

  constructor(parts: BullmqSyncQueueParts<Connection>) {
    const { connect, logger } = parts;
    this.#parts = parts;
    this.#link = connect('queue');
    const { connection, backend } = this.#link;
    this.#queue = new Queue(QUEUE_NAME, { connection }, backend);
    this.admin = new BullmqQueueAdmin(this.#queue, this.#link.workerName, (call, question) =>
      this.#ask(call, CALL_TIMEOUT_MS, question),
    );
    this.#queue.on('error', (error) => {
      this.#reason = codeOf(error);
      logger.warn('queue.error', errorFields(error));
    });
  }

  enqueue(job: SyncJobData): Promise<boolean> {
    return this.#ask('enqueue', CALL_TIMEOUT_MS, () => this.#enqueue(job));
  }

  positionOf(runId: RunId): Promise<number | null> {
    return this.#ask('positionOf', CALL_TIMEOUT_MS, async () => {
      const waiting = await this.#queue.getRanges(['wait'], 0, -1, true);
      const position = waiting.indexOf(runId);
      return position === -1 ? null : position;
    });
  }

  consume(handler: SyncJobHandler, options: { readonly concurrency: number }): SyncConsumer {
    if (this.#closed !== null) throw new QueueUnavailableError('The queue is closed.');
    const { connect, logger, timing } = this.#parts;
    const { connection, backend, workerName, sever } = connect('worker');
    const consumer = new BullmqConsumer({
      handler,
      logger,
      sever,
      makeWorker: (processor) =>
        new SyncWorker(
          QUEUE_NAME,
          processor,
          {
            connection,
            name: workerName,
            concurrency: options.concurrency,
            lockDuration: timing.lockMs,
            stalledInterval: timing.stalledIntervalMs,
            // A run is idempotent: a worker that dies in it, however often, does not fail it.
            maxStalledCount: ANY_NUMBER_OF_TIMES,
            runRetryDelay: 1_000,
          },
          backend,
        ),
    });
    this.#consumers.add(consumer);
    return consumer;
  }

  /** A page below `basePath` that shows the queue. */
  board(basePath: string): QueueBoard {
    let board: Promise<QueueBoard> | null = null;
    return async (request) => {
      // Loaded with the first look at it: every start of every process would pay for it.
      board ??= import('./queue-board.ts').then(({ createQueueBoard }) =>
        createQueueBoard(this.#queue, basePath),
      );
      return await (await board)(request);
    };
  }

  async ping(): Promise<void> {
    await this.#ask('ping', PING_TIMEOUT_MS, async () => {
      await this.#link.tryPlace?.();
      // A question about any job: it goes to the server and back.
      await this.#queue.getJobState('ping');
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #enqueue({ runId, tenantId }: SyncJobData): Promise<boolean> {
    const madeBy = crypto.randomUUID();
    // Nothing else of what the caller's object may hold.
    const data: StoredJob = { runId, tenantId, madeBy };
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      await this.#queue.add(JOB_NAME, data, this.#jobOptions(runId));
      const job = await this.#queue.getJob(runId);
      if (job?.data.madeBy === madeBy) return true;
      const state = job === undefined ? 'unknown' : await job.getState();
      if (state === 'completed' || state === 'failed') {
        if (job !== undefined && (await startAnew(job, state))) return true;
      } else if (state !== 'unknown') {
        return false;
      }
      // Another call changed it in between, or it was finished and removed: look again.
    }
    throw new QueueUnavailableError('The queue does not keep jobs.');
  }

  #jobOptions(runId: RunId): JobsOptions {
    return {
      jobId: runId,
      attempts: 1 + JOB_RETRIES,
      backoff: { type: 'exponential', delay: this.#parts.timing.retryFirstDelayMs },
      removeOnComplete: KEEP_FINISHED,
      removeOnFail: KEEP_FINISHED,
      stackTraceLimit: 0,
    };
  }

  /** The answer to a question to the server, or one of two sentences when there is none. */
  async #ask<Answer>(
    call: string,
    timeoutMs: number,
    question: () => Promise<Answer>,
  ): Promise<Answer> {
    if (this.#closed !== null) throw new QueueUnavailableError('The queue is closed.');
    const unavailable = (code: string | null) =>
      new QueueUnavailableError('The queue does not answer.', { cause: { code } });
    try {
      return await within(timeoutMs, question(), () => unavailable(this.#reason));
    } catch (error) {
      this.#parts.logger.warn('queue.call_failed', { call, ...errorFields(error) });
      throw unavailable(codeOf(error));
    }
  }

  async #close(): Promise<void> {
    await Promise.all([...this.#consumers].map((consumer) => consumer.close()));
    try {
      const late = () => new QueueUnavailableError('The queue does not answer.');
      await within(CLOSE_TIMEOUT_MS, this.#queue.close(), late);
    } catch (error) {
      this.#parts.logger.warn('queue.abandoned', errorFields(error));
    } finally {
      this.#link.sever();
    }
  }
}

/**
 * Puts a finished job back to wait, as new. False when another call was faster: of several at
 * once one succeeds. (Removing it to add another would remove what a faster call has made.)
 */
async function startAnew(job: Job, state: 'completed' | 'failed'): Promise<boolean> {
  try {
    await job.retry(state, { resetAttemptsMade: true, resetAttemptsStarted: true });
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === ErrorCode.JobNotInState || code === ErrorCode.JobNotExist) return false;
    throw error;
  }
}
