import type { RunId, SyncJobData } from '@annals/domain';
import { MemoryQueue } from '../../fakes/memory-queue.ts';
import type { Clock } from '../../ports/clock.ts';
import type { AdministeredQueue, QueueAdmin } from '../../ports/queue-admin.ts';
import type { SyncConsumer, SyncJobHandler } from '../../ports/sync-queue.ts';
import { replaced } from './faulty-store.ts';

/** A queue without a fault, for others to spoil in one place. */
export class FaultyQueue implements AdministeredQueue {
  readonly admin: QueueAdmin;
  readonly #sound: MemoryQueue;

  constructor(clock: Clock) {
    this.#sound = new MemoryQueue(clock);
    this.admin = replaced(this.#sound.admin, this.spoilAdmin(this.#sound.admin));
  }

  enqueue(job: SyncJobData): Promise<boolean> {
    return this.#sound.enqueue(job);
  }

  positionOf(runId: RunId): Promise<number | null> {
    return this.#sound.positionOf(runId);
  }

  consume(handler: SyncJobHandler, options: { readonly concurrency: number }): SyncConsumer {
    return this.#sound.consume(this.spoil(handler), options);
  }

  ping(): Promise<void> {
    return this.#sound.ping();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#sound[Symbol.asyncDispose]();
  }

  /** Where faults of delivery go. */
  protected spoil(handler: SyncJobHandler): SyncJobHandler {
    return handler;
  }

  /** The methods of the administration that the fault stands in; the others stay sound. */
  protected spoilAdmin(_admin: QueueAdmin): Partial<QueueAdmin> {
    return {};
  }
}
