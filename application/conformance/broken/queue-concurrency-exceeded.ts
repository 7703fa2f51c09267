import type { SyncConsumer, SyncQueue } from '../../ports/sync-queue.ts';
import { FaultyQueue } from './faulty-queue.ts';

/** Works on one job more than it was told to. */
export class ConcurrencyExceeded extends FaultyQueue {
  override consume(...[handler, { concurrency }]: Parameters<SyncQueue['consume']>): SyncConsumer {
    return super.consume(handler, { concurrency: concurrency + 1 });
  }
}
