import {
  type DeliveryOutcome,
  type Logger,
  QueueUnavailableError,
  type SyncConsumer,
  type SyncJobHandler,
} from '@annals/application';
import { syncJobDataSchema } from '@annals/domain';
import { type Job, type Processor, UnrecoverableError, WaitingError } from 'bullmq';
import { within } from './deadline.ts';
import { errorFields } from './error-fields.ts';
import { AttemptFailedError } from './sync-worker.ts';

/** What is used of BullMQ's worker, whatever its backend. */
export interface JobWorker {
  /** Errors since the server last gave a job, or had none: counted by whoever hears of them. */
  failuresInRow: number;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'stalled', listener: (jobId: string) => void): unknown;
  close(): Promise<void>;
  /** Stops what would go on while `close` waits for a server that is gone. */
  abandon(): Promise<void>;
}

export interface ConsumerParts {
  readonly handler: SyncJobHandler;
  readonly logger: Logger;
  makeWorker(processor: Processor): JobWorker;
  /** Cuts the worker's connections. */
  sever(): void;
}

/** How long a server may take to take note of the end, once no handler is at work. */
const CLOSE_TIMEOUT_MS = 3_000;

/** Takes jobs from BullMQ and tells it, in its own way, what became of each. */
export class BullmqConsumer implements SyncConsumer {
  readonly #parts: ConsumerParts;
  readonly #worker: JobWorker;
  readonly #stopping = new AbortController();
  readonly #deliveries = new Set<Promise<DeliveryOutcome>>();
  #closed: Promise<void> | null = null;

  constructor(parts: ConsumerParts) {
    this.#parts = parts;
    this.#worker = parts.makeWorker((job, token) => this.#process(job, token));
    this.#worker.on('error', (error) => this.#tell(error));
    this.#worker.on('stalled', (jobId) => parts.logger.warn('queue.job_taken_over', { jobId }));
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  /**
   * A server that is down for a night, or a replica that takes no writes, fails every second: of such a
   * row the first, second, fourth, eighth and so on is told.
   */
  #tell(error: Error): void {
    this.#worker.failuresInRow += 1;
    const { failuresInRow } = this.#worker;
    if (!Number.isInteger(Math.log2(failuresInRow))) return;
    this.#parts.logger.warn('queue.worker_error', { ...errorFields(error), failuresInRow });
  }

  /** Handlers may take as long as they need; a server that is gone may not. */
  async #close(): Promise<void> {
    const closed = this.#worker.close();
    this.#stopping.abort();
    await Promise.allSettled(this.#deliveries);
    try {
      const late = () => new QueueUnavailableError('The queue does not answer.');
      await within(CLOSE_TIMEOUT_MS, closed, late);
    } catch (error) {
      this.#parts.logger.warn('queue.worker_abandoned', errorFields(error));
      await this.#worker.abandon();
    } finally {
      this.#parts.sever();
    }
  }

  async #process(job: Job, token: string | undefined): Promise<void> {
    // One that was on its way when the consumer closed is for another worker.
    const outcome = this.#stopping.signal.aborted ? 'hand_back' : await this.#remember(job);
    if (outcome === 'hand_back') await this.#handBack(job, token);
    if (outcome === 'failed')
      throw new UnrecoverableError('The run failed; its tenant’s page says why.');
  }

  async #remember(job: Job): Promise<DeliveryOutcome> {
    const delivery = this.#deliver(job);
    this.#deliveries.add(delivery);
    try {
      return await delivery;
    } finally {
      this.#deliveries.delete(delivery);
    }
  }

  async #deliver(job: Job): Promise<DeliveryOutcome> {
    const data = syncJobDataSchema.safeParse(job.data);
    if (!data.success) {
      this.#parts.logger.error('queue.unreadable_job', { jobId: job.id ?? null });
      return 'failed';
    }
    const attempt = job.attemptsMade + 1;
    try {
      return await this.#parts.handler({
        job: data.data,
        attempt,
        isLastAttempt: attempt >= (job.opts.attempts ?? 1),
        stopping: this.#stopping.signal,
      });
    } catch (error) {
      const fields = { jobId: job.id ?? null, attempt, ...errorFields(error) };
      this.#parts.logger.error('queue.job_attempt_failed', fields);
      throw new AttemptFailedError();
    }
  }

  /** Always ends with the error that BullMQ counts as no attempt. */
  async #handBack(job: Job, token: string | undefined): Promise<never> {
    try {
      await job.moveToWait(token);
    } catch (error) {
      // Its lock runs out, and another worker takes it over.
      const fields = { jobId: job.id ?? null, ...errorFields(error) };
      this.#parts.logger.warn('queue.hand_back_failed', fields);
    }
    throw new WaitingError();
  }
}
