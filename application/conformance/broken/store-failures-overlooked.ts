import type { SyncProgressRepository } from '../../ports/sync-progress-repository.ts';
import type { Repositories } from '../../ports/unit-of-work.ts';
import { FaultyStore, replaced } from './faulty-store.ts';

/** Lists pending channels by their ids alone, however often each has failed. */
export class FailuresOverlooked extends FaultyStore {
  protected override spoil({ progress }: Repositories): Partial<Repositories> {
    const pending: SyncProgressRepository['pending'] = async (tenantId, { after, limit }) => {
      const all = await progress.pending(tenantId, { after: null, limit: Number.MAX_SAFE_INTEGER });
      return all
        .filter(({ channelId }) => after === null || channelId > after.channelId)
        .sort((a, b) => (a.channelId < b.channelId ? -1 : 1))
        .slice(0, limit);
    };
    return { progress: replaced(progress, { pending }) };
  }
}
