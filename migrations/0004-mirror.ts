import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What the archive keeps of messages that change. */
export const mirrorTables: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`
      create table message_revisions (
        tenant_id uuid not null,
        channel_id text collate "C" not null,
        message_id text collate "C" not null,
        written_at timestamptz not null,
        content text not null,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        primary key (tenant_id, channel_id, message_id, written_at)
      )`.execute(db);
    await sql`
      alter table sync_progress
        add column full_read_run_id uuid,
        add column full_read_after text collate "C"`.execute(db);
    await sql`
      comment on column sync_progress.full_read_run_id is
        'The full run that last read the channel again; up to where: full_read_after.'`.execute(db);
    await sql`
      alter table messages
        add column missing_since timestamptz,
        add column unlisted_emoji jsonb not null default '[]'`.execute(db);
    await sql`
      comment on column messages.unlisted_emoji is
        'Values of emoji that are counted and whose users the platform will not list.'`.execute(db);
    // Messages to be asked for one by one: few.
    await sql`
      create index messages_by_missing
        on messages (tenant_id, missing_since) where missing_since is not null`.execute(db);
    await sql`
      comment on column messages.missing_since is
        'Since when it does not come where it stood; the platform is asked for it by itself.'`.execute(
      db,
    );
    await sql`
      comment on table message_revisions is
        'Earlier texts of messages that were edited, as far as they were seen.'`.execute(db);
    await sql`
      comment on column message_revisions.written_at is
        'When this text was written: at an edit, or when the message was sent.'`.execute(db);
  },

  async down(db: Kysely<unknown>) {
    await sql`
      alter table sync_progress drop column full_read_run_id, drop column full_read_after`.execute(
      db,
    );
    await sql`alter table messages drop column missing_since, drop column unlisted_emoji`.execute(
      db,
    );
    await sql`drop table message_revisions`.execute(db);
  },
};
