import type {
  ChannelAdvance,
  ChannelProgress,
  PendingChannel,
  PendingPlace,
  SyncProgressRepository,
} from '@annals/application';
import type { ChannelId, SyncProgress, TenantId, WithheldStretch } from '@annals/domain';
import { type JoinBuilder, type NotNull, type Selectable, sql } from 'kysely';
import { jsonRows } from './json-rows.ts';
import { KyselyRepository } from './kysely-repository.ts';
import { isOf } from './of-channels.ts';
import type { ProgressTable, Schema } from './schema.ts';
import { advanceCheckpoints } from './statements/advance-checkpoints.ts';

export class KyselySyncProgressRepository
  extends KyselyRepository
  implements SyncProgressRepository
{
  async find(tenantId: TenantId, channelIds: readonly ChannelId[]): Promise<SyncProgress[]> {
    if (channelIds.length === 0) return [];
    const rows = await this.db
      .selectFrom('sync_progress')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('channel_id', '=', sql<ChannelId>`any(${[...channelIds]}::text[])`)
      .execute();
    return rows.map(toProgress);
  }

  async list(
    tenantId: TenantId,
    { after, limit }: Parameters<SyncProgressRepository['list']>[1],
  ): Promise<ChannelProgress[]> {
    const rows = await this.db
      .selectFrom('sync_progress')
      .innerJoin('channels', onItsChannel)
      .selectAll('sync_progress')
      .select(['channels.name', 'channels.type', 'channels.parent_id'])
      .where('sync_progress.tenant_id', '=', tenantId)
      .where('channels.removed_at', 'is', null)
      .$if(after !== null, (query) =>
        query.where('sync_progress.channel_id', '>', after as ChannelId),
      )
      .orderBy('sync_progress.channel_id')
      .limit(limit)
      .execute();
    return rows.map((row) => ({
      progress: toProgress(row),
      channel: { name: row.name, type: row.type, parentId: row.parent_id },
    }));
  }

  async recordListing(
    tenantId: TenantId,
    channels: Parameters<SyncProgressRepository['recordListing']>[1],
  ): Promise<void> {
    if (channels.length === 0) return;
    await sql`
      insert into sync_progress as stored (tenant_id, channel_id, newest_message_id, sync_status)
      select ${tenantId}::uuid, "channelId", "newestMessageId",
        case when pending then 'pending' else 'complete' end
      from jsonb_to_recordset(${jsonRows(channels)})
        as given ("channelId" text, "newestMessageId" text, pending boolean)
      on conflict (tenant_id, channel_id) do update set
        newest_message_id = excluded.newest_message_id,
        sync_status = case
          when excluded.sync_status = 'pending' then 'pending' else stored.sync_status
        end,
        updated_at = now()
      where stored.newest_message_id is distinct from excluded.newest_message_id
        or (excluded.sync_status = 'pending' and stored.sync_status <> 'pending')
    `.execute(this.db);
  }

  async recall(
    tenantId: TenantId,
    { sentSince, lookBackMs, unlessReadBy }: Parameters<SyncProgressRepository['recall']>[1],
  ): Promise<void> {
    await this.db
      .updateTable('sync_progress')
      .set({ sync_status: 'pending', updated_at: sql<Date>`now()` })
      .where('tenant_id', '=', tenantId)
      .where('sync_status', '=', 'complete')
      .where(
        sql<boolean>`
          (last_message_timestamp >= ${sentSince}
            or last_message_timestamp >= last_successful_sync - make_interval(secs => ${lookBackMs / 1000}))`,
      )
      .where(isShown)
      .$if(unlessReadBy !== null, (query) =>
        query.where(
          sql<boolean>`(full_read_run_id is distinct from ${unlessReadBy} or not full_read_complete)`,
        ),
      )
      .execute();
  }

  async pending(
    tenantId: TenantId,
    { after, limit, of = null }: Parameters<SyncProgressRepository['pending']>[1],
  ): Promise<PendingChannel[]> {
    const rows = await this.#pending(tenantId, of)
      .selectAll('sync_progress')
      .select(['channels.name', 'channels.type', 'channels.parent_id as parentId'])
      .$if(after !== null, (query) => query.where(isBehind(after as PendingPlace)))
      .orderBy('error_count')
      .orderBy('channel_id')
      .limit(limit)
      .execute();
    return rows.map(({ name, type, parentId, ...row }) => {
      const listed = name === null || type === null ? null : { name, type, parentId };
      return { ...toPending(toProgress(row)), listed };
    });
  }

  async countPending(
    tenantId: TenantId,
    of: ReadonlySet<ChannelId> | null = null,
  ): Promise<number> {
    const row = await this.#pending(tenantId, of)
      .select(({ fn }) => fn.countAll<string>().as('count'))
      .executeTakeFirstOrThrow();
    return Number(row.count);
  }

  advance(tenantId: TenantId, channels: readonly ChannelAdvance[]): Promise<void> {
    return advanceCheckpoints(this.db, tenantId, channels);
  }

  async fail(
    tenantId: TenantId,
    channelId: ChannelId,
    { syncStatus, message, at }: Parameters<SyncProgressRepository['fail']>[2],
  ): Promise<void> {
    await this.db
      .updateTable('sync_progress')
      .set({
        sync_status: syncStatus,
        last_sync_attempt: at,
        error_count: sql<number>`error_count + 1`,
        last_error: message,
        updated_at: sql<Date>`now()`,
      })
      .where('tenant_id', '=', tenantId)
      .where('channel_id', '=', channelId)
      .execute();
  }

  async noteWithheld(
    tenantId: TenantId,
    channelId: ChannelId,
    withheld: WithheldStretch | null,
  ): Promise<void> {
    await this.db
      .updateTable('sync_progress')
      .set({
        withheld_after: withheld?.after ?? null,
        withheld_up_to: withheld?.upTo ?? null,
        updated_at: sql<Date>`now()`,
      })
      .where('tenant_id', '=', tenantId)
      .where('channel_id', '=', channelId)
      .execute();
  }

  async withheld(
    tenantId: TenantId,
    { after, limit, of = null }: Parameters<SyncProgressRepository['withheld']>[1],
  ): ReturnType<SyncProgressRepository['withheld']> {
    const rows = await this.db
      .selectFrom('sync_progress')
      .innerJoin('channels', onItsChannel)
      .select(['channel_id as channelId', 'withheld_after as after', 'withheld_up_to as upTo'])
      .where('sync_progress.tenant_id', '=', tenantId)
      .where('withheld_up_to', 'is not', null)
      .where('channels.removed_at', 'is', null)
      .where(isOf('sync_progress', of))
      .$if(after !== null, (query) => query.where('channel_id', '>', after as ChannelId))
      .orderBy('channel_id')
      .limit(limit)
      .$narrowType<{ upTo: NotNull }>()
      .execute();
    return rows;
  }

  async bookmarkArchivedThreads(
    tenantId: TenantId,
    bookmarks: Parameters<SyncProgressRepository['bookmarkArchivedThreads']>[1],
  ): Promise<void> {
    if (bookmarks.length === 0) return;
    await sql`
      update sync_progress as stored set
        archived_threads_bookmark = given.bookmark, updated_at = now()
      from jsonb_to_recordset(${jsonRows(bookmarks)}) as given ("channelId" text, bookmark text)
      where stored.tenant_id = ${tenantId} and stored.channel_id = given."channelId"
    `.execute(this.db);
  }

  /** What can be read and is not read to its end. */
  #pending(tenantId: TenantId, of: ReadonlySet<ChannelId> | null) {
    return this.db
      .selectFrom('sync_progress')
      .leftJoin('channels', onItsChannel)
      .where('sync_progress.tenant_id', '=', tenantId)
      .where('channels.removed_at', 'is', null)
      .where(sql<boolean>`sync_status in ('pending', 'in_progress', 'failed')`)
      .where(isOf('sync_progress', of));
  }
}

/** Its channel is not removed. */
const isShown = sql<boolean>`
  not exists (
    select from channels
    where channels.tenant_id = sync_progress.tenant_id
      and channels.id = sync_progress.channel_id
      and channels.removed_at is not null
  )`;

function onItsChannel(join: JoinBuilder<Schema, 'sync_progress' | 'channels'>) {
  return join
    .onRef('channels.tenant_id', '=', 'sync_progress.tenant_id')
    .onRef('channels.id', '=', 'sync_progress.channel_id');
}

/** In the order of the index `sync_progress_by_failures`. */
function isBehind({ errorCount, channelId }: PendingPlace) {
  return sql<boolean>`(error_count, channel_id) > (${errorCount}, ${channelId})`;
}

function toProgress(row: Selectable<ProgressTable>): SyncProgress {
  return {
    tenantId: row.tenant_id,
    channelId: row.channel_id,
    lastMessageId: row.last_message_id,
    lastMessageTimestamp: row.last_message_timestamp,
    lastCheckedId: row.last_checked_id,
    newestMessageId: row.newest_message_id,
    archivedThreadsBookmark: row.archived_threads_bookmark,
    fullRead:
      row.full_read_run_id === null
        ? null
        : {
            runId: row.full_read_run_id,
            after: row.full_read_after,
            isComplete: row.full_read_complete,
          },
    withheld:
      row.withheld_up_to === null ? null : { after: row.withheld_after, upTo: row.withheld_up_to },
    syncStatus: row.sync_status,
    totalMessagesSynced: Number(row.total_messages_synced),
    lastSyncAttempt: row.last_sync_attempt,
    lastSuccessfulSync: row.last_successful_sync,
    errorCount: row.error_count,
    lastError: row.last_error,
  };
}

function toPending(progress: SyncProgress): Omit<PendingChannel, 'listed'> {
  const { channelId, lastMessageId, lastMessageTimestamp, lastCheckedId } = progress;
  const { newestMessageId, fullRead, errorCount, lastSuccessfulSync, lastSyncAttempt } = progress;
  return {
    ...{ channelId, lastMessageId, lastMessageTimestamp, lastCheckedId },
    ...{ newestMessageId, fullRead, errorCount, lastSuccessfulSync, lastSyncAttempt },
  };
}
