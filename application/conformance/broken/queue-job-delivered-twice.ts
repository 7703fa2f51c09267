import type { SyncJobHandler } from '../../ports/sync-queue.ts';
import { FaultyQueue } from './faulty-queue.ts';

/** Gives a job to two handlers at once. */
export class JobDeliveredTwice extends FaultyQueue {
  protected override spoil(handler: SyncJobHandler): SyncJobHandler {
    return async (delivery) => {
      const [outcome] = await Promise.all([handler(delivery), handler(delivery)]);
      return outcome;
    };
  }
}
