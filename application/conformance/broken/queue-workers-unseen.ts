import type { QueueAdmin } from '../../ports/queue-admin.ts';
import { FaultyQueue } from './faulty-queue.ts';

/** Sees no worker, ever. */
export class WorkersUnseen extends FaultyQueue {
  protected override spoilAdmin(): Partial<QueueAdmin> {
    return { workersSeen: async () => 0 };
  }
}
