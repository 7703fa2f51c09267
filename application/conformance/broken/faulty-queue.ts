import type { RunId, SyncJobData } from '@annals/domain';
import { MemoryQueue } from '../../fakes/memory-queue.ts';
import type { Clock } from '../../ports/clock.ts';
import type { SyncConsumer, SyncJobHandler, SyncQueue } from '../../ports/sync-queue.ts';

/** A queue without a fault, for others to spoil in one place. */
export class FaultyQueue implements SyncQueue {
  protected readonly sound: MemoryQueue;

  constructor(clock: Clock) {
    this.sound = new MemoryQueue(clock);
  }

  enqueue(job: SyncJobData): Promise<boolean> {
    return this.sound.enqueue(job);
  }

  positionOf(runId: RunId): Promise<number | null> {
    return this.sound.positionOf(runId);
  }

  consume(handler: SyncJobHandler, options: { readonly concurrency: number }): SyncConsumer {
    return this.sound.consume(this.spoil(handler), options);
  }

  ping(): Promise<void> {
    return this.sound.ping();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.sound[Symbol.asyncDispose]();
  }

  /** Where faults of delivery go. */
  protected spoil(handler: SyncJobHandler): SyncJobHandler {
    return handler;
  }
}
