import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Browsers that are signed in. */
export const browserSessionTable: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`
      create table browser_sessions (
        token_hash text collate "C" primary key,
        key_hash text collate "C" not null,
        expires_at timestamptz not null,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now()
      )`.execute(db);
    await sql`
      comment on table browser_sessions is
        'Browsers that were signed in with an API key. Their tokens are not stored.'`.execute(db);
    await sql`
      comment on column browser_sessions.key_hash is
        'The hash of the key they speak for; that of the environment has no row in api_keys.'`.execute(
      db,
    );
  },

  async down(db: Kysely<unknown>) {
    await sql`drop table browser_sessions`.execute(db);
  },
};
