import type { RunId, SyncRun } from '@annals/domain';
import type { RunLeaseRepository } from '../../ports/run-lease-repository.ts';
import type { Repositories } from '../../ports/unit-of-work.ts';
import { FaultyStore, replaced } from './faulty-store.ts';

/** Shows the percentage of the last heartbeat, whatever it was before. */
export class PercentageFalls extends FaultyStore {
  readonly #told = new Map<RunId, number>();

  protected override spoil({ runs, runLeases }: Repositories): Partial<Repositories> {
    const heartbeat: RunLeaseRepository['heartbeat'] = (lease, progress, at) => {
      this.#told.set(lease.runId, progress.percent);
      return runLeases.heartbeat(lease, progress, at);
    };
    const find = async (runId: RunId): Promise<SyncRun | null> => {
      const run = await runs.find(runId);
      return run && { ...run, percent: this.#told.get(runId) ?? run.percent };
    };
    return {
      runs: replaced(runs, { find }),
      runLeases: replaced(runLeases, { heartbeat }),
    };
  }
}
