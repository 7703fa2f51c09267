import type { RunId, SyncJobData } from '@annals/domain';
import type { Clock } from '../ports/clock.ts';
import {
  JOB_RETRIES,
  JOB_RETRY_FIRST_DELAY_MS,
  type SyncConsumer,
  type SyncJobHandler,
  type SyncQueue,
} from '../ports/sync-queue.ts';

/** waiting → in work → gone, or back to waiting at once, or after a delay. */
interface MemoryJob {
  readonly data: SyncJobData;
  failures: number;
}

/** A queue in memory, whose retries come as its clock goes on. */
export class MemoryQueue implements SyncQueue {
  readonly #clock: Clock;
  /** Jobs that are not finished, wherever they are. */
  readonly #jobs = new Map<RunId, MemoryJob>();
  /** Oldest first. */
  readonly #waiting: MemoryJob[] = [];
  readonly #consumers = new Set<MemoryConsumer>();
  readonly #disposed = new AbortController();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async enqueue(data: SyncJobData): Promise<boolean> {
    this.#assertOpen();
    if (this.#jobs.has(data.runId)) return false;
    const job = { data: structuredClone(data), failures: 0 };
    this.#jobs.set(data.runId, job);
    this.#wait(job);
    return true;
  }

  async positionOf(runId: RunId): Promise<number | null> {
    this.#assertOpen();
    const position = this.#waiting.findIndex(({ data }) => data.runId === runId);
    return position === -1 ? null : position;
  }

  consume(handler: SyncJobHandler, options: { readonly concurrency: number }): SyncConsumer {
    this.#assertOpen();
    const consumer = new MemoryConsumer(handler, options.concurrency, {
      next: () => this.#waiting.shift(),
      finish: (job) => this.#jobs.delete(job.data.runId),
      handBack: (job) => this.#wait(job),
      fail: (job) => this.#retry(job),
      leave: () => this.#consumers.delete(consumer),
    });
    this.#consumers.add(consumer);
    consumer.takeJobs();
    return consumer;
  }

  async ping(): Promise<void> {
    this.#assertOpen();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed.abort();
    await Promise.all([...this.#consumers].map((consumer) => consumer.close()));
  }

  #wait(job: MemoryJob): void {
    this.#waiting.push(job);
    for (const consumer of this.#consumers) consumer.takeJobs();
  }

  async #retry(job: MemoryJob): Promise<void> {
    job.failures += 1;
    if (job.failures > JOB_RETRIES) {
      this.#jobs.delete(job.data.runId);
      return;
    }
    const delayMs = JOB_RETRY_FIRST_DELAY_MS * 2 ** (job.failures - 1);
    await this.#clock.sleep(delayMs, this.#disposed.signal);
    this.#wait(job);
  }

  #assertOpen(): void {
    if (this.#disposed.signal.aborted) throw new Error('The queue is closed.');
  }
}

/** What a consumer asks of its queue. */
interface JobSource {
  next(): MemoryJob | undefined;
  finish(job: MemoryJob): void;
  handBack(job: MemoryJob): void;
  fail(job: MemoryJob): Promise<void>;
  leave(): void;
}

class MemoryConsumer implements SyncConsumer {
  readonly #handler: SyncJobHandler;
  readonly #concurrency: number;
  readonly #source: JobSource;
  readonly #inWork = new Set<Promise<void>>();
  readonly #stopping = new AbortController();

  constructor(handler: SyncJobHandler, concurrency: number, source: JobSource) {
    this.#handler = handler;
    this.#concurrency = concurrency;
    this.#source = source;
  }

  async close(): Promise<void> {
    this.#source.leave();
    this.#stopping.abort();
    await Promise.all(this.#inWork);
  }

  takeJobs(): void {
    while (!this.#stopping.signal.aborted && this.#inWork.size < this.#concurrency) {
      const job = this.#source.next();
      if (job === undefined) return;
      const work = this.#deliver(job).finally(() => {
        this.#inWork.delete(work);
        this.takeJobs();
      });
      this.#inWork.add(work);
    }
  }

  async #deliver(job: MemoryJob): Promise<void> {
    // A handler never runs inside the call that made its job.
    await Promise.resolve();
    try {
      const outcome = await this.#handler({
        job: structuredClone(job.data),
        attempt: job.failures + 1,
        isLastAttempt: job.failures >= JOB_RETRIES,
        stopping: this.#stopping.signal,
      });
      if (outcome === 'hand_back') this.#source.handBack(job);
      else this.#source.finish(job);
    } catch {
      // The delay is the queue's, not the consumer's: its next job need not wait for it.
      void this.#source.fail(job);
    }
  }
}
