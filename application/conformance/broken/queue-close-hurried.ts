import type { SyncConsumer, SyncQueue } from '../../ports/sync-queue.ts';
import { FaultyQueue } from './faulty-queue.ts';

/** Says that a consumer has ended while its handlers are at work. */
export class CloseHurried extends FaultyQueue {
  override consume(...asked: Parameters<SyncQueue['consume']>): SyncConsumer {
    const consumer = super.consume(...asked);
    return {
      async close() {
        void consumer.close();
      },
    };
  }
}
