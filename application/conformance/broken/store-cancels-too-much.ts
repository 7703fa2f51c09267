import type { RunFailure, RunId } from '@annals/domain';
import type { Repositories } from '../../ports/unit-of-work.ts';
import { FaultyStore, replaced } from './faulty-store.ts';

/** Cancels every run that waits beside the one that is named. */
export class CancelsTooMuch extends FaultyStore {
  protected override spoil({ runs }: Repositories): Partial<Repositories> {
    const cancelQueued = async (runId: RunId, error: RunFailure, at: Date) => {
      const cancelled = await runs.cancelQueued(runId, error, at);
      for (const { id } of await runs.listActive({ after: null, limit: 100 })) {
        await runs.cancelQueued(id, error, at);
      }
      return cancelled;
    };
    return { runs: replaced(runs, { cancelQueued }) };
  }
}
