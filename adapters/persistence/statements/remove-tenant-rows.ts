import type { TenantId } from '@annals/domain';
import { type Kysely, sql } from 'kysely';
import type { Schema } from '../schema.ts';

/**
 * The tables, each with what tells the rows of a tenant apart, in an order that never leaves
 * anything behind whose message or run is gone.
 */
const tables = {
  message_emoji_reactions: ['channel_id', 'message_id', 'emoji_type', 'emoji_value', 'user_hash'],
  message_attachments: ['channel_id', 'message_id', 'id'],
  message_revisions: ['channel_id', 'message_id', 'written_at'],
  messages: ['channel_id', 'id'],
  sync_progress: ['channel_id'],
  sync_errors: ['run_id', 'id'],
  sync_runs: ['id'],
  channels: ['id'],
  api_keys: ['id'],
} as const;

/**
 * Removes up to `limit` rows of the first table that has any. A `delete` has no limit of its own,
 * and one over a whole tenant would hold its locks, and grow the log, for as long as it takes. The
 * rows are picked in the order of the primary key, or PostgreSQL would look for them through those of
 * other tenants; and taken by it, for one that is written meanwhile moves to another place. They are
 * locked as they are picked: of two that remove a tenant at once the second picks what the first leaves,
 * and does not take rows that are gone for the last.
 */
export async function removeTenantRows(
  db: Kysely<Schema>,
  tenantId: TenantId,
  limit: number,
): Promise<number> {
  for (const [table, columns] of Object.entries(tables)) {
    const key = (of: string) => sql.join(columns.map((column) => sql.ref(`${of}.${column}`)));
    const { numAffectedRows } = await sql`
      with picked as materialized (
        select ${key('stored')} from ${sql.table(table)} as stored
        where stored.tenant_id = ${tenantId} order by ${key('stored')} limit ${limit}
        for update
      )
      delete from ${sql.table(table)} as gone using picked
      where gone.tenant_id = ${tenantId} and (${key('gone')}) = (${key('picked')})
    `.execute(db);
    const removed = Number(numAffectedRows ?? 0n);
    if (removed > 0) return removed;
  }
  return 0;
}
