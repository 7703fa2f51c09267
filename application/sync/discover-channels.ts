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
import { ListingWriter } from './listing-writer.ts';
import type { PublicChannels } from './public-channels.ts';
import { withRetries } from './retry-policy.ts';
import type { RunSession } from './run-session.ts';
import { storeListing, storeThreads } from './store-listing.ts';
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
  publicChannels: PublicChannels,
): Promise<void> {
  const { adapter, clock, filter, unitOfWork } = parts;
  const { channels: catalogue, progress } = unitOfWork.repositories;
  const channels = await withRetries(clock, session.signal, () => publicChannels.list());
  const ids = channels.map(({ id }) => id);
  const parentIds = channels.filter(({ type }) => mayHoldThreads(type)).map(({ id }) => id);
  const [known, returned] = await Promise.all([
    progress.find(tenant.id, parentIds),
    catalogue.findRemoved(tenant.id, ids),
  ]);

  const parents = new Set(parentIds);
  const scope = {
    parents: { has: (id: ChannelId) => parents.has(id) && publicChannels.has(id) },
    listed: new Map<ChannelId, MessageId | null>(),
  };
  const writer = new ListingWriter(parts, session, scope);
  try {
    void writer.store(() => storeChannels(parts, session, channels, returned));
    const listActive = async () => {
      const active = await withRetries(clock, session.signal, () =>
        adapter.listActiveThreads(tenant.platformId, session.call),
      );
      void writer.store(async () => {
        await storeThreads(parts, session, active, scope);
        for (const { id, newestMessageId } of active) scope.listed.set(id, newestMessageId);
      });
    };
    if (parentIds.length > 0) {
      await listActive();
      if (adapter.archivedThreads !== undefined) {
        const { archivedThreads } = adapter;
        const isBack = new Set(returned);
        const found = await discoverArchivedThreads(parts, session, {
          ...{ archivedThreads, parentIds, writer, publicChannels },
          known: known.filter(({ channelId }) => !isBack.has(channelId)),
        });
        if (found === 'changes') await listActive();
      }
    }
  } finally {
    // Also when the run breaks off here: what was listed is not listed again.
    await writer.end();
  }
  if (filter !== null) await noteAbsent(parts, session, [...filter]);
  session.countChannels({ total: await progress.countPending(tenant.id, filter) });
}

/** Of channels that were asked for and that no list has shown, or no longer: nothing is read of them. */
async function noteAbsent(
  { unitOfWork }: SyncParts,
  session: RunSession,
  wanted: readonly ChannelId[],
): Promise<void> {
  const { tenantId } = session.lease;
  const { channels, progress } = unitOfWork.repositories;
  const known = new Set((await progress.find(tenantId, wanted)).map(({ channelId }) => channelId));
  for (const channelId of await channels.findRemoved(tenantId, wanted)) known.delete(channelId);
  const absent = wanted.filter((channelId) => !known.has(channelId));
  if (absent.length === 0) return;
  const code = 'gone';
  const message = 'The community has no public channel of this id (any more).';
  session.countChannels({ total: absent.length, failed: absent.length });
  for (const channelId of absent) session.noteFailedChannel(channelId, code);
  await session.noteAlone(
    ...absent.map((channelId) => ({ code, message, channelId, messageId: null })),
  );
}

/** Stores the complete list of channels: what it lacks is marked as removed. */
async function storeChannels(
  parts: SyncParts,
  session: RunSession,
  channels: readonly PlatformChannel[],
  returned: readonly ChannelId[],
): Promise<void> {
  const { tenantId } = session.lease;
  const ids = channels.map(({ id }) => id);
  await storeListing(parts, session, channels, new Map(), async (repositories) => {
    await repositories.channels.markAbsent(tenantId, ids, parts.clock.now());
    if (parts.filter === null) await recallUnlisted(parts, repositories, tenantId);
    // Their threads were marked with them, and only a listing from the start shows them all again.
    await repositories.progress.bookmarkArchivedThreads(
      tenantId,
      returned.map((channelId) => ({ channelId, bookmark: null })),
    );
  });
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
  const { fullReading, settings } = parts;
  const sentSince = fullReading === null ? lookBackStart(parts, null) : new Date(0);
  const { lookBackMs } = settings;
  await progress.recall(tenantId, { sentSince, lookBackMs, unlessReadBy: fullReading });
}
