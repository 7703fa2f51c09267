import type { SyncRun } from '@annals/domain';
import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { RunTable } from './schema.ts';

/**
 * Written out, not given as parameters: the partial indexes say the same, and PostgreSQL takes them
 * for a prepared statement only where it can read so.
 */
export const isActive: RawBuilder<boolean> = sql<boolean>`status in ('queued', 'running')`;

/** A run as its row tells it. */
export function toRun(row: Selectable<RunTable>): SyncRun {
  const error =
    row.error_code === null ? null : { code: row.error_code, message: row.error_message ?? '' };
  // The statements of the repository keep status and times together as the union of states says.
  return {
    id: row.id,
    tenantId: row.tenant_id,
    trigger: row.trigger,
    mode: row.mode,
    channelIds: row.channel_ids,
    status: row.status,
    fence: row.fence,
    queuedAt: row.queued_at,
    startedAt: row.started_at,
    heartbeatAt: row.heartbeat_at,
    expectedEndAt: row.expected_end_at,
    finishedAt: row.finished_at,
    cancelRequestedAt: row.cancel_requested_at,
    channels: {
      total: row.channels_total,
      done: row.channels_done,
      skipped: row.channels_skipped,
      failed: row.channels_failed,
    },
    counters: {
      messagesAdded: Number(row.messages_added),
      messagesUpdated: Number(row.messages_updated),
      messagesDeleted: Number(row.messages_deleted),
      reactions: Number(row.reactions),
      attachments: Number(row.attachments),
      requests: Number(row.requests),
      rateLimitWaitMs: Number(row.rate_limit_wait_ms),
    },
    percent: row.progress_percent,
    currentChannel: row.current_channel,
    error,
  } as SyncRun;
}
