import type { SyncJobHandler } from '../../ports/sync-queue.ts';
import { FaultyQueue } from './faulty-queue.ts';

/** Takes failed for an error that a retry may mend. */
export class FailedRetried extends FaultyQueue {
  protected override spoil(handler: SyncJobHandler): SyncJobHandler {
    return async (delivery) => {
      const outcome = await handler(delivery);
      if (outcome === 'failed') throw new Error('failed');
      return outcome;
    };
  }
}
