import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What lets one full run go on where another was cut short. */
export const resumedReadings: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`
      alter table sync_progress
        add column full_read_complete boolean not null default false`.execute(db);
    await sql`
      update sync_progress set full_read_complete = sync_status = 'complete'
      where full_read_run_id is not null`.execute(db);
    await sql`
      comment on column sync_progress.full_read_run_id is
        'The run that began the last full reading of the channel, which later runs go on with; up to where: full_read_after.'`.execute(
      db,
    );
  },

  async down(db: Kysely<unknown>) {
    await sql`alter table sync_progress drop column full_read_complete`.execute(db);
  },
};
