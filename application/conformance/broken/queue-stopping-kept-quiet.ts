import type { SyncJobHandler } from '../../ports/sync-queue.ts';
import { FaultyQueue } from './faulty-queue.ts';

/** Never tells a handler that it must stop. */
export class StoppingKeptQuiet extends FaultyQueue {
  protected override spoil(handler: SyncJobHandler): SyncJobHandler {
    return (delivery) => handler({ ...delivery, stopping: new AbortController().signal });
  }
}
