import type { HeartbeatAnswer, RunLease, RunProgress } from '@annals/application';
import { type Kysely, sql } from 'kysely';
import type { Schema } from '../schema.ts';

/**
 * Fence, heartbeat, progress and the question for a cancel in one statement at the end of every
 * batch's transaction: it locks the run's row only until the commit, and no row means that the run
 * is somebody else's. A server that takes over with what it had heard of, or comes back without the
 * last commits (`synchronous_commit = off`), is met by the same condition: a checkpoint would be put
 * behind messages that it does not have. Heartbeats overtake each other on the way, and the newest
 * counts: with an older one in its place, a third would look as if one were missing.
 */
export async function heartbeatRun(
  db: Kysely<Schema>,
  { tenantId, runId, fence }: RunLease,
  { channels, added, percent, currentChannel, expectedEndAt, knownStoredAt }: RunProgress,
  at: Date,
): Promise<HeartbeatAnswer> {
  const { rows } = await sql<{ cancel_requested: boolean }>`
    update sync_runs set
      heartbeat_at = greatest(heartbeat_at, ${at}),
      channels_total = ${channels.total},
      channels_done = ${channels.done},
      channels_skipped = ${channels.skipped},
      channels_failed = ${channels.failed},
      messages_added = messages_added + ${added.messagesAdded},
      messages_updated = messages_updated + ${added.messagesUpdated},
      messages_deleted = messages_deleted + ${added.messagesDeleted},
      reactions = reactions + ${added.reactions},
      attachments = attachments + ${added.attachments},
      requests = requests + ${added.requests},
      rate_limit_wait_ms = rate_limit_wait_ms + ${added.rateLimitWaitMs},
      progress_percent = greatest(progress_percent, ${percent}::real),
      current_channel = ${currentChannel},
      expected_end_at = ${expectedEndAt},
      updated_at = now()
    where tenant_id = ${tenantId} and id = ${runId} and fence = ${fence} and status = 'running'
      and heartbeat_at >= ${knownStoredAt}
    returning cancel_requested_at is not null as cancel_requested
  `.execute(db);
  const [row] = rows;
  if (row === undefined) return 'lost';
  return row.cancel_requested ? 'cancel_requested' : 'ok';
}
