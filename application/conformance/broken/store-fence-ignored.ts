import type { Repositories } from '../../ports/unit-of-work.ts';
import { FaultyStore, replaced } from './faulty-store.ts';

/** Whoever held a run before writes its progress still. */
export class FenceIgnored extends FaultyStore {
  protected spoil({ runs, runLeases }: Repositories): Partial<Repositories> {
    return {
      runLeases: replaced(runLeases, {
        async heartbeat(lease, progress, at) {
          const fence = (await runs.find(lease.runId))?.fence ?? lease.fence;
          return await runLeases.heartbeat({ ...lease, fence }, progress, at);
        },
      }),
    };
  }
}
