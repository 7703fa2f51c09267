import type { SyncJobHandler } from '../../ports/sync-queue.ts';
import { FaultyQueue } from './faulty-queue.ts';

/** Retries without a delay. */
export class RetriedAtOnce extends FaultyQueue {
  protected override spoil(handler: SyncJobHandler): SyncJobHandler {
    let attempt = 0;
    return async (delivery) => {
      attempt += 1;
      try {
        return await handler({ ...delivery, attempt });
      } catch (error) {
        if (attempt < 4) return 'hand_back';
        throw error;
      }
    };
  }
}
