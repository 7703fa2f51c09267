import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** By what key people are hashed, so that no process goes on with another one. */
export const hashKeyTable: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`
      create table annals_hash_key (
        is_only_row boolean primary key default true check (is_only_row),
        mark text collate "C" not null,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now()
      )`.execute(db);
    await sql`
      comment on table annals_hash_key is
        'One row: the key that people are hashed with. It is not stored.'`.execute(db);
    await sql`
      comment on column annals_hash_key.mark is
        'A word that is no id, hashed as people are: with another key it is another hash.'`.execute(
      db,
    );
  },

  async down(db: Kysely<unknown>) {
    await sql`drop table annals_hash_key`.execute(db);
  },
};
