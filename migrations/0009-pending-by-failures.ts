import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Pending channels are read in the order of their failures. */
export const pendingByFailures: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`
      create index sync_progress_by_failures on sync_progress (tenant_id, error_count, channel_id)
        where sync_status in ('pending', 'in_progress', 'failed')`.execute(db);
  },

  async down(db: Kysely<unknown>) {
    await sql`drop index sync_progress_by_failures`.execute(db);
  },
};
