import type { SyncJobHandler } from '../../ports/sync-queue.ts';
import { FaultyQueue } from './faulty-queue.ts';

/** Delivers a job again whose last attempt has failed. */
export class RetriedForEver extends FaultyQueue {
  protected override spoil(handler: SyncJobHandler): SyncJobHandler {
    return async (delivery) => {
      try {
        return await handler(delivery);
      } catch (error) {
        if (!delivery.isLastAttempt) throw error;
        // Otherwise nothing else would ever have a turn.
        await new Promise((resolve) => setImmediate(resolve));
        return 'hand_back';
      }
    };
  }
}
