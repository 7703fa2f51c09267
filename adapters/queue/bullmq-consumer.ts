import type { DeliveryOutcome, Logger, SyncConsumer, SyncJobHandler } from '@annals/application';
import { syncJobDataSchema } from '@annals/domain';
import { type Job, type Processor, UnrecoverableError, WaitingError } from 'bullmq';

/** What is used of BullMQ's worker, whatever its backend. */
export interface JobWorker {
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'stalled', listener: (jobId: string) => void): unknown;
  close(): Promise<void>;
}

export interface ConsumerParts {
  readonly handler: SyncJobHandler;
  readonly logger: Logger;
  makeWorker(processor: Processor): JobWorker;
}

/** Takes jobs from BullMQ and tells it, in its own way, what became of each. */
export class BullmqConsumer implements SyncConsumer {
  readonly #parts: ConsumerParts;
  readonly #worker: JobWorker;
  readonly #stopping = new AbortController();
  #closed: Promise<void> | null = null;

  constructor(parts: ConsumerParts) {
    this.#parts = parts;
    this.#worker = parts.makeWorker((job, token) => this.#process(job, token));
    this.#worker.on('error', (error) =>
      parts.logger.warn('queue.worker_error', { error: error.name }),
    );
    this.#worker.on('stalled', (jobId) => parts.logger.warn('queue.job_taken_over', { jobId }));
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    const closed = this.#worker.close();
    this.#stopping.abort();
    await closed;
  }

  async #process(job: Job, token: string | undefined): Promise<void> {
    const outcome = await this.#deliver(job);
    if (outcome === 'hand_back') {
      await job.moveToWait(token);
      throw new WaitingError();
    }
    if (outcome === 'failed') throw new UnrecoverableError('The run has failed; its row says why.');
  }

  async #deliver(job: Job): Promise<DeliveryOutcome> {
    const data = syncJobDataSchema.safeParse(job.data);
    if (!data.success) {
      this.#parts.logger.error('queue.unreadable_job', { jobId: job.id ?? null });
      return 'failed';
    }
    try {
      return await this.#parts.handler({
        job: data.data,
        attempt: job.attemptsMade + 1,
        isLastAttempt: job.attemptsMade + 1 >= (job.opts.attempts ?? 1),
        stopping: this.#stopping.signal,
      });
    } catch (error) {
      this.#parts.logger.error('queue.job_attempt_failed', {
        jobId: job.id ?? null,
        attempt: job.attemptsMade + 1,
        error: error instanceof Error ? error.name : 'unknown',
      });
      // BullMQ stores an error's text and stack; what went wrong may hold a message's text.
      throw new Error('The attempt failed; the log says why.');
    }
  }
}
