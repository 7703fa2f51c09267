import type { ChannelAdvance } from '@annals/application';
import type { TenantId } from '@annals/domain';
import { type Kysely, sql } from 'kysely';
import { jsonRows } from '../json-rows.ts';
import type { Schema } from '../schema.ts';
import { sendAhead } from '../send-ahead.ts';

/**
 * The checkpoints of a batch in one statement. It says nothing that anybody waits for: the heartbeat
 * is on its way behind it.
 */
export async function advanceCheckpoints(
  db: Kysely<Schema>,
  tenantId: TenantId,
  channels: readonly ChannelAdvance[],
): Promise<void> {
  if (channels.length === 0) return;
  const given = channels.map(({ checkpoint, fullRead, ...channel }) => ({
    ...checkpoint,
    ...channel,
    fullReadRunId: fullRead?.runId ?? null,
    fullReadAfter: fullRead?.after ?? null,
    fullReadComplete: fullRead?.isComplete ?? false,
  }));
  const statement = sql`
    insert into sync_progress as stored (
      tenant_id, channel_id, last_message_id, last_message_timestamp, last_checked_id,
      sync_status, total_messages_synced, last_sync_attempt, last_successful_sync,
      full_read_run_id, full_read_after, full_read_complete
    )
    select
      ${tenantId}::uuid, "channelId", "lastMessageId", "lastMessageTimestamp", "lastCheckedId",
      "syncStatus", added, at, case when "syncStatus" = 'complete' then at end,
      "fullReadRunId", "fullReadAfter", "fullReadComplete"
    from jsonb_to_recordset(${jsonRows(given)}) as given (
      "channelId" text, "lastMessageId" text, "lastMessageTimestamp" timestamptz,
      "lastCheckedId" text, "syncStatus" text, added bigint, at timestamptz,
      "fullReadRunId" uuid, "fullReadAfter" text, "fullReadComplete" boolean
    )
    on conflict (tenant_id, channel_id) do update set
      last_message_id = excluded.last_message_id,
      last_message_timestamp = excluded.last_message_timestamp,
      last_checked_id = excluded.last_checked_id,
      sync_status = excluded.sync_status,
      total_messages_synced = stored.total_messages_synced + excluded.total_messages_synced,
      last_sync_attempt = case
        when excluded.sync_status = 'complete'
          or excluded.last_message_id is distinct from stored.last_message_id
          then excluded.last_sync_attempt
        else coalesce(stored.last_sync_attempt, excluded.last_sync_attempt)
      end,
      last_successful_sync =
        coalesce(excluded.last_successful_sync, stored.last_successful_sync),
      error_count = case excluded.sync_status when 'complete' then 0 else stored.error_count end,
      last_error = case excluded.sync_status when 'complete' then null else stored.last_error end,
      full_read_run_id = coalesce(excluded.full_read_run_id, stored.full_read_run_id),
      full_read_after = case
        when excluded.full_read_run_id is null then stored.full_read_after
        else excluded.full_read_after
      end,
      full_read_complete = case
        when excluded.full_read_run_id is null then stored.full_read_complete
        else excluded.full_read_complete
      end,
      updated_at = now()
  `;
  await sendAhead(db, statement);
}
