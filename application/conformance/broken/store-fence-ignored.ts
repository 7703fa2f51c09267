import type { Repositories } from '../../ports/unit-of-work.ts';
import { FaultyStore, replaced } from './faulty-store.ts';

/** Whoever held a run before writes its progress still. */
export class FenceIgnored extends FaultyStore {
  protected spoil({ runs }: Repositories): Partial<Repositories> {
    return {
      runs: replaced(runs, {
        async heartbeat(lease, progress, at) {
          const fence = (await runs.find(lease.runId))?.fence ?? lease.fence;
          return await runs.heartbeat({ ...lease, fence }, progress, at);
        },
      }),
    };
  }
}
