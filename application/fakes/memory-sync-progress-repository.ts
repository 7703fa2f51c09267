import {
  type ChannelId,
  needsFullReading,
  type SyncProgress,
  type TenantId,
  type WithheldStretch,
} from '@annals/domain';
import type {
  ChannelAdvance,
  ChannelProgress,
  PendingChannel,
  PendingPlace,
  SyncProgressRepository,
} from '../ports/sync-progress-repository.ts';
import { MemoryRepository } from './memory-repository.ts';
import { keyOf } from './memory-table.ts';
import { inOrder } from './memory-tables.ts';
import { refuseRepeats } from './refuse-repeats.ts';
import { sameValue } from './same-value.ts';

export class MemorySyncProgressRepository
  extends MemoryRepository
  implements SyncProgressRepository
{
  find(tenantId: TenantId, channelIds: readonly ChannelId[]): Promise<SyncProgress[]> {
    return this.run('progress.find', () =>
      [...new Set(channelIds)].flatMap((channelId) => this.#get(tenantId, channelId) ?? []),
    );
  }

  list(
    tenantId: TenantId,
    { after, limit }: Parameters<SyncProgressRepository['list']>[1],
  ): Promise<ChannelProgress[]> {
    return this.run('progress.list', () => {
      const rows = this.tables.progress
        .all()
        .filter((row) => row.tenantId === tenantId && (after === null || row.channelId > after));
      return inOrder(rows, ({ channelId }) => channelId)
        .flatMap((progress) => this.#withChannel(progress))
        .slice(0, limit);
    });
  }

  recordListing(
    tenantId: TenantId,
    channels: Parameters<SyncProgressRepository['recordListing']>[1],
  ): Promise<void> {
    return this.run('progress.recordListing', () => {
      refuseRepeats(channels, ({ channelId }) => channelId);
      for (const { channelId, newestMessageId, pending } of channels) {
        const stored = this.#get(tenantId, channelId);
        const row: SyncProgress = {
          ...(stored ?? unread(tenantId, channelId)),
          newestMessageId,
          syncStatus: pending ? 'pending' : (stored?.syncStatus ?? 'complete'),
        };
        if (!sameValue(stored, row)) this.tables.progress.put(row);
      }
    });
  }

  recall(
    tenantId: TenantId,
    { sentSince, lookBackMs, unlessReadBy }: Parameters<SyncProgressRepository['recall']>[1],
  ): Promise<void> {
    return this.run('progress.recall', () => {
      for (const row of this.tables.progress.inGroup(keyOf(tenantId, 'complete'))) {
        const { lastMessageTimestamp: sentAt, lastSuccessfulSync: readAt, fullRead } = row;
        if (sentAt === null) continue;
        const ageWhenRead = (readAt?.getTime() ?? Number.POSITIVE_INFINITY) - sentAt.getTime();
        if (sentAt < sentSince && ageWhenRead > lookBackMs) continue;
        if (unlessReadBy !== null && !needsFullReading(fullRead, unlessReadBy)) continue;
        if (!this.tables.isOfReadChannel(row)) continue;
        this.tables.progress.put({ ...row, syncStatus: 'pending' });
      }
    });
  }

  pending(
    tenantId: TenantId,
    { after, limit, of }: Parameters<SyncProgressRepository['pending']>[1],
  ): Promise<PendingChannel[]> {
    return this.run('progress.pending', () => {
      return inOrder(this.#pending(tenantId), ({ channelId }) => channelId)
        .sort((a, b) => a.errorCount - b.errorCount)
        .filter((row) => this.tables.isOf(row, of))
        .filter((row) => after === null || isBehind(row, after))
        .slice(0, limit)
        .map((row) => ({
          channelId: row.channelId,
          lastMessageId: row.lastMessageId,
          lastMessageTimestamp: row.lastMessageTimestamp,
          lastCheckedId: row.lastCheckedId,
          newestMessageId: row.newestMessageId,
          fullRead: row.fullRead,
          errorCount: row.errorCount,
          lastSuccessfulSync: row.lastSuccessfulSync,
          lastSyncAttempt: row.lastSyncAttempt,
          listed: this.#listed(row),
        }));
    });
  }

  countPending(tenantId: TenantId, of?: ReadonlySet<ChannelId> | null): Promise<number> {
    return this.run('progress.countPending', () => {
      return this.#pending(tenantId).filter((row) => this.tables.isOf(row, of)).length;
    });
  }

  advance(tenantId: TenantId, channels: readonly ChannelAdvance[]): Promise<void> {
    return this.run('progress.advance', () => {
      refuseRepeats(channels, ({ checkpoint }) => keyOf(checkpoint.channelId));
      for (const channel of channels) this.#advance(tenantId, channel);
    });
  }

  fail(
    tenantId: TenantId,
    channelId: ChannelId,
    { syncStatus, message, at }: Parameters<SyncProgressRepository['fail']>[2],
  ): Promise<void> {
    return this.run('progress.fail', () => {
      const stored = this.#get(tenantId, channelId);
      if (stored === null) return;
      this.tables.progress.put({
        ...stored,
        syncStatus,
        lastSyncAttempt: at,
        errorCount: stored.errorCount + 1,
        lastError: message,
      });
    });
  }

  noteWithheld(
    tenantId: TenantId,
    channelId: ChannelId,
    withheld: WithheldStretch | null,
  ): Promise<void> {
    return this.run('progress.noteWithheld', () => {
      const stored = this.#get(tenantId, channelId);
      if (stored !== null) this.tables.progress.put({ ...stored, withheld });
    });
  }

  withheld(
    tenantId: TenantId,
    { after, limit, of }: Parameters<SyncProgressRepository['withheld']>[1],
  ): ReturnType<SyncProgressRepository['withheld']> {
    return this.run('progress.withheld', () => {
      const rows = this.tables.progress
        .all()
        .filter((row) => row.tenantId === tenantId && (after === null || row.channelId > after))
        // Next to none has any: the others' channels are not looked up.
        .filter(({ withheld }) => withheld !== null)
        .filter((row) => this.#withChannel(row).length > 0 && this.tables.isOf(row, of));
      return inOrder(rows, ({ channelId }) => channelId)
        .flatMap(({ channelId, withheld }) =>
          withheld === null ? [] : [{ channelId, ...withheld }],
        )
        .slice(0, limit);
    });
  }

  bookmarkArchivedThreads(
    tenantId: TenantId,
    bookmarks: Parameters<SyncProgressRepository['bookmarkArchivedThreads']>[1],
  ): Promise<void> {
    return this.run('progress.bookmarkArchivedThreads', () => {
      for (const { channelId, bookmark } of bookmarks) {
        const stored = this.#get(tenantId, channelId);
        if (stored === null) continue;
        this.tables.progress.put({ ...stored, archivedThreadsBookmark: bookmark });
      }
    });
  }

  #advance(
    tenantId: TenantId,
    { checkpoint, syncStatus, added, fullRead, at }: ChannelAdvance,
  ): void {
    const { channelId, lastMessageId, lastMessageTimestamp, lastCheckedId } = checkpoint;
    const stored = this.#get(tenantId, channelId) ?? unread(tenantId, channelId);
    const isNews = syncStatus === 'complete' || lastMessageId !== stored.lastMessageId;
    this.tables.progress.put({
      ...stored,
      lastMessageId,
      lastMessageTimestamp,
      lastCheckedId,
      syncStatus,
      totalMessagesSynced: stored.totalMessagesSynced + added,
      lastSyncAttempt: isNews ? at : (stored.lastSyncAttempt ?? at),
      fullRead: fullRead ?? stored.fullRead,
      ...(syncStatus === 'complete'
        ? { lastSuccessfulSync: at, errorCount: 0, lastError: null }
        : {}),
    });
  }

  #get(tenantId: TenantId, channelId: ChannelId): SyncProgress | null {
    return this.tables.progress.get(keyOf(tenantId, channelId));
  }

  /** None for a channel that is removed. */
  #withChannel(progress: SyncProgress): ChannelProgress[] {
    const channel = this.tables.channels.get(keyOf(progress.tenantId, progress.channelId));
    if (channel === null || channel.removedAt !== null) return [];
    const { name, type, parentId } = channel;
    return [{ progress, channel: { name, type, parentId } }];
  }

  #pending(tenantId: TenantId): SyncProgress[] {
    const statuses = ['pending', 'in_progress', 'failed'] as const;
    return statuses
      .flatMap((status) => this.tables.progress.inGroup(keyOf(tenantId, status)))
      .filter((row) => this.tables.isOfReadChannel(row));
  }

  #listed({ tenantId, channelId }: SyncProgress): PendingChannel['listed'] {
    const channel = this.tables.channels.get(keyOf(tenantId, channelId));
    return channel && { name: channel.name, type: channel.type, parentId: channel.parentId };
  }
}

function isBehind({ errorCount, channelId }: PendingPlace, place: PendingPlace): boolean {
  if (errorCount !== place.errorCount) return errorCount > place.errorCount;
  return channelId > place.channelId;
}

function unread(tenantId: TenantId, channelId: ChannelId): SyncProgress {
  return {
    tenantId,
    channelId,
    lastMessageId: null,
    lastMessageTimestamp: null,
    lastCheckedId: null,
    syncStatus: 'pending',
    newestMessageId: null,
    archivedThreadsBookmark: null,
    fullRead: null,
    withheld: null,
    totalMessagesSynced: 0,
    lastSyncAttempt: null,
    lastSuccessfulSync: null,
    errorCount: 0,
    lastError: null,
  };
}
