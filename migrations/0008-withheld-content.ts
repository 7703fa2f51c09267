import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What came blank, because the platform withheld it, and must be read again. */
export const withheldContent: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`
      alter table sync_progress
        add column withheld_after text collate "C",
        add column withheld_up_to text collate "C"`.execute(db);
    await sql`
      comment on column sync_progress.withheld_up_to is
        'Messages up to this one were stored while the platform withheld what they say; from behind withheld_after on, or from the first. They are read again once it does not.'`.execute(
      db,
    );
    await sql`
      create index sync_progress_by_withheld
        on sync_progress (tenant_id, channel_id) where withheld_up_to is not null`.execute(db);
  },

  async down(db: Kysely<unknown>) {
    await sql`
      alter table sync_progress drop column withheld_after, drop column withheld_up_to`.execute(db);
  },
};
