import type { SyncConsumer, SyncJobHandler } from '../../ports/sync-queue.ts';
import { FaultyQueue } from './faulty-queue.ts';

/** Goes on taking jobs for a consumer that was closed. */
export class CloseIgnored extends FaultyQueue {
  override consume(
    handler: SyncJobHandler,
    options: { readonly concurrency: number },
  ): SyncConsumer {
    const consumer = super.consume(handler, options);
    return {
      close: async () => {
        await consumer.close();
        super.consume(handler, options);
      },
    };
  }
}
