import type { SyncConsumer, SyncQueue } from '../../ports/sync-queue.ts';
import { FaultyQueue } from './faulty-queue.ts';

/** Goes on taking jobs for a consumer that was closed. */
export class CloseIgnored extends FaultyQueue {
  override consume(...asked: Parameters<SyncQueue['consume']>): SyncConsumer {
    const consumer = super.consume(...asked);
    return {
      close: async () => {
        await consumer.close();
        super.consume(...asked);
      },
    };
  }
}
