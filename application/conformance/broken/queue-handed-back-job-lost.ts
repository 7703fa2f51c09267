import type { SyncJobHandler } from '../../ports/sync-queue.ts';
import { FaultyQueue } from './faulty-queue.ts';

/** Forgets a job that was handed back. */
export class HandedBackJobLost extends FaultyQueue {
  protected override spoil(handler: SyncJobHandler): SyncJobHandler {
    return async (delivery) => {
      const outcome = await handler(delivery);
      return outcome === 'hand_back' ? 'done' : outcome;
    };
  }
}
