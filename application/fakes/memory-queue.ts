import type { RunId, SyncJobData } from '@annals/domain';
import type { Clock } from '../ports/clock.ts';
import type { AdministeredQueue, QueueAdmin } from '../ports/queue-admin.ts';
import {
  JOB_RETRIES,
  JOB_RETRY_FIRST_DELAY_MS,
  QueueUnavailableError,
  type SyncConsumer,
  type SyncJobHandler,
} from '../ports/sync-queue.ts';
import { type MemoryJob, MemoryQueueAdmin, newMemoryJob } from './memory-queue-admin.ts';

/** What is kept of a job whose handler threw. */
const FAILURE = 'The attempt failed.';

/** A queue in memory, whose retries come as its clock goes on. */
export class MemoryQueue implements AdministeredQueue {
  readonly admin: QueueAdmin;
  readonly #clock: Clock;
  /** Finished ones included, by the runs they are for. */
  readonly #jobs = new Map<string, MemoryJob>();
  /** In their turn. */
  readonly #waiting: MemoryJob[] = [];
  #isPaused = false;
  readonly #consumers = new Set<MemoryConsumer>();
  readonly #disposed = new AbortController();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.admin = new MemoryQueueAdmin({
      jobs: this.#jobs,
      waiting: this.#waiting,
      isPaused: () => this.#isPaused,
      consumers: () => this.#consumers.size,
      setPaused: (isPaused) => {
        this.#isPaused = isPaused;
        this.#deliver();
      },
      wait: (job) => this.#wait(job),
      assertOpen: () => this.#assertOpen(),
    });
  }

  async enqueue(data: SyncJobData): Promise<boolean> {
    this.#assertOpen();
    const there = this.#jobs.get(data.runId);
    if (there !== undefined && there.finishedAt === null) return false;
    const job = newMemoryJob(structuredClone(data), this.#clock.now());
    // What was made last comes last.
    this.#jobs.delete(data.runId);
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
      next: () => this.#next(),
      finish: (job, outcome) => this.#finish(job, outcome),
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

  #next(): MemoryJob | undefined {
    const job = this.#isPaused ? undefined : this.#waiting.shift();
    if (job === undefined) return undefined;
    job.state = 'active';
    job.startedAt = this.#clock.now();
    return job;
  }

  #finish(job: MemoryJob, outcome: 'done' | 'failed'): void {
    job.attempts += 1;
    job.state = outcome === 'done' ? 'completed' : 'failed';
    job.failure = outcome === 'done' ? null : FAILURE;
    job.finishedAt = this.#clock.now();
  }

  #wait(job: MemoryJob): void {
    job.state = 'waiting';
    this.#waiting.push(job);
    this.#deliver();
  }

  #deliver(): void {
    for (const consumer of this.#consumers) consumer.takeJobs();
  }

  async #retry(job: MemoryJob): Promise<void> {
    if (job.attempts >= JOB_RETRIES) return this.#finish(job, 'failed');
    job.attempts += 1;
    job.state = 'delayed';
    job.failure = FAILURE;
    const delayMs = JOB_RETRY_FIRST_DELAY_MS * 2 ** (job.attempts - 1);
    await this.#clock.sleep(delayMs, this.#disposed.signal);
    // Its operators may have removed it meanwhile.
    if (this.#jobs.get(job.data.runId) === job) this.#wait(job);
  }

  #assertOpen(): void {
    if (this.#disposed.signal.aborted) throw new QueueUnavailableError('The queue is closed.');
  }
}

/** What a consumer asks of its queue. */
interface JobSource {
  next(): MemoryJob | undefined;
  finish(job: MemoryJob, outcome: 'done' | 'failed'): void;
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
        attempt: job.attempts + 1,
        isLastAttempt: job.attempts >= JOB_RETRIES,
        stopping: this.#stopping.signal,
      });
      if (outcome === 'hand_back') this.#source.handBack(job);
      else this.#source.finish(job, outcome);
    } catch {
      // The delay is the queue's, not the consumer's: its next job need not wait for it.
      void this.#source.fail(job);
    }
  }
}
