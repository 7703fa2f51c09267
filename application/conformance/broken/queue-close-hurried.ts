import type { SyncConsumer, SyncJobHandler } from '../../ports/sync-queue.ts';
import { FaultyQueue } from './faulty-queue.ts';

/** Says that a consumer has ended while its handlers are at work. */
export class CloseHurried extends FaultyQueue {
  override consume(
    handler: SyncJobHandler,
    options: { readonly concurrency: number },
  ): SyncConsumer {
    const consumer = super.consume(handler, options);
    return {
      async close() {
        void consumer.close();
      },
    };
  }
}
