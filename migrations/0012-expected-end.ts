import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** How long a run will take only its worker can tell: it alone knows how fast each part of it goes. */
export const expectedEnd: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`alter table sync_runs add column expected_end_at timestamptz`.execute(db);
    await sql`
      comment on column sync_runs.expected_end_at is
        'When its worker expects it to end; null while that cannot be told, and unless it runs.'`.execute(
      db,
    );
  },

  async down(db: Kysely<unknown>) {
    await sql`alter table sync_runs drop column expected_end_at`.execute(db);
  },
};
