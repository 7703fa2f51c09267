import {
  type ChannelId,
  type MessageId,
  mayHoldThreads,
  type PlatformChannel,
  type Tenant,
  type TenantId,
} from '@annals/domain';
import type { Repositories } from '../ports/unit-of-work.ts';
import { discoverArchivedThreads } from './discover-archived-threads.ts';
import { withRetries } from './retry-policy.ts';
import type { RunSession } from './run-session.ts';
import { type ChannelFilter, storeListing, storeThreads } from './store-listing.ts';
import { lookBackStart, type SyncParts } from './sync-parts.ts';

/**
 * Brings the catalogue of channels up to date and marks what has news as pending.
 *
 * Threads change lists while they are listed: one that is archived meanwhile is in the first
 * active list, one that is revived is in the second, so active, archived, active misses none.
 * Where nothing was archived since the last run, the second is left out: a thread that is revived
 * just then was listed by an earlier run, and the next one finds what woke it.
 *
 * Memory holds the channels and the open threads, which platforms bound, and a batch of archived
 * threads, which they do not.
 */
export async function discoverChannels(
  parts: SyncParts,
  session: RunSession,
  tenant: Tenant,
  filter: ChannelFilter,
): Promise<void> {
  const { adapter, clock } = parts;
  const retried = <T>(call: () => Promise<T>) => withRetries(clock, session.signal, call);

  const channels = await retried(() => adapter.listChannels(tenant.platformId, session.call));
  const parentIds = channels.filter(({ type }) => mayHoldThreads(type)).map(({ id }) => id);
  const before = await parts.unitOfWork.repositories.progress.find(tenant.id, parentIds);
  const returned = await storeChannels(parts, session, channels, filter);

  if (parentIds.length > 0) {
    const scope = {
      parents: new Set(parentIds),
      listed: new Map<ChannelId, MessageId | null>(),
      filter,
    };
    const storeActive = async () => {
      const active = await retried(() =>
        adapter.listActiveThreads(tenant.platformId, session.call),
      );
      await storeThreads(parts, session, active, scope);
      for (const { id, newestMessageId } of active) scope.listed.set(id, newestMessageId);
    };
    await storeActive();
    if (adapter.archivedThreads !== undefined) {
      const { archivedThreads } = adapter;
      const found = await discoverArchivedThreads(parts, session, {
        archivedThreads,
        known: before.filter(({ channelId }) => !returned.has(channelId)),
        scope,
      });
      if (found === 'changes') await storeActive();
    }
  }
  session.countChannels({
    total: await parts.unitOfWork.repositories.progress.countPending(tenant.id),
  });
}

/**
 * Stores the complete list of channels: what it lacks is marked as removed. Those that are back
 * after they were.
 */
async function storeChannels(
  parts: SyncParts,
  session: RunSession,
  channels: readonly PlatformChannel[],
  filter: ChannelFilter,
): Promise<ReadonlySet<ChannelId>> {
  const { tenantId } = session.lease;
  const ids = channels.map(({ id }) => id);
  const returned = await parts.unitOfWork.repositories.channels.findRemoved(tenantId, ids);
  const scope = { filter, listed: new Map() };
  await storeListing(parts, session, channels, scope, async (repositories) => {
    await repositories.channels.markAbsent(tenantId, ids, parts.clock.now());
    if (filter === null) await recallUnlisted(parts, repositories, tenantId);
    // Their threads were marked with them, and only a listing from the start shows them all again.
    await repositories.progress.bookmarkArchivedThreads(
      tenantId,
      returned.map((channelId) => ({ channelId, bookmark: null })),
    );
  });
  return new Set(returned);
}

/**
 * Threads that no list shows any more are looked at like all others: those that were archived
 * before the last listing, and those that are deleted, of which only a question tells.
 */
async function recallUnlisted(
  parts: SyncParts,
  { progress }: Repositories,
  tenantId: TenantId,
): Promise<void> {
  const sentSince = parts.fullReading === null ? lookBackStart(parts) : new Date(0);
  await progress.recall(tenantId, { sentSince, unlessReadBy: parts.fullReading });
}
