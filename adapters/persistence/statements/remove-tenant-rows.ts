import type { TenantId } from '@annals/domain';
import { type Kysely, sql } from 'kysely';
import type { Schema } from '../schema.ts';

/** In an order that never leaves anything behind whose message or run is gone. */
const tables = [
  'message_emoji_reactions',
  'message_attachments',
  'message_revisions',
  'messages',
  'sync_progress',
  'sync_errors',
  'sync_runs',
  'channels',
  'api_keys',
] as const;

/**
 * Removes up to `limit` rows of the first table that has any. By their places in the table: a
 * `delete` has no limit of its own, and one over a whole tenant would hold its locks, and grow the
 * log, for as long as it takes. A row that is written meanwhile moves to another place: those that
 * are left in the end go by their tenant.
 */
export async function removeTenantRows(
  db: Kysely<Schema>,
  tenantId: TenantId,
  limit: number,
): Promise<number> {
  for (const table of tables) {
    const { numAffectedRows } = await sql`
      delete from ${sql.table(table)} where ctid = any(array(
        select ctid from ${sql.table(table)} where tenant_id = ${tenantId} limit ${limit}
      ))
    `.execute(db);
    const removed = Number(numAffectedRows ?? 0n);
    if (removed > 0) return removed;
    const left = await sql`
      delete from ${sql.table(table)} where tenant_id = ${tenantId}
    `.execute(db);
    const rest = Number(left.numAffectedRows ?? 0n);
    if (rest > 0) return rest;
  }
  return 0;
}
