import { type Kysely, sql } from 'kysely';

/**
 * What is archived. Keys are the platform's own ids, led by the tenant, so that the tables can be
 * distributed by tenant as they are. Ids are text in byte order: they are compared for equality and
 * paged by, never taken for numbers. No foreign keys: a tenant is removed in bounded batches, and a
 * reply may answer a message that was never seen.
 */
const tables = [
  sql`
    create table tenants (
      id uuid primary key,
      slug text collate "C" not null unique,
      name text not null,
      platform text collate "C" not null,
      platform_id text collate "C" not null,
      status text collate "C" not null default 'active'
        check (status in ('active', 'paused', 'cancelled')),
      settings jsonb not null default '{}',
      last_synced_at timestamptz,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      unique (platform, platform_id)
    )`,
  sql`
    create table channels (
      tenant_id uuid not null,
      id text collate "C" not null,
      name text not null,
      type text collate "C" not null
        check (type in ('text', 'announcement', 'voice', 'stage', 'forum', 'media', 'thread')),
      parent_id text collate "C",
      topic text,
      removed_at timestamptz,
      platform_metadata jsonb not null default '{}',
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      primary key (tenant_id, id)
    )`,
  sql`create index channels_by_parent on channels (tenant_id, parent_id)`,
  sql`
    create table messages (
      tenant_id uuid not null,
      channel_id text collate "C" not null,
      id text collate "C" not null,
      author_hash text collate "C",
      content text not null,
      type text collate "C" not null,
      reply_to_id text collate "C",
      reply_to_author_hash text collate "C",
      platform_created_at timestamptz not null,
      platform_edited_at timestamptz,
      deleted_at timestamptz,
      reaction_counts jsonb not null default '[]',
      reactions_pending boolean not null default false,
      platform_metadata jsonb not null default '{}',
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      primary key (tenant_id, channel_id, id)
    )`,
  sql`
    create index messages_newest_of_channel
      on messages (tenant_id, channel_id, platform_created_at desc)`,
  sql`
    create index messages_replies
      on messages (tenant_id, channel_id, reply_to_id) where reply_to_id is not null`,
  sql`create index messages_by_author on messages (tenant_id, author_hash, platform_created_at desc)`,
  sql`
    create index messages_pending_reactions
      on messages (tenant_id, channel_id, id) where reactions_pending`,
  sql`
    create table message_emoji_reactions (
      tenant_id uuid not null,
      channel_id text collate "C" not null,
      message_id text collate "C" not null,
      emoji_type text collate "C" not null check (emoji_type in ('standard', 'custom')),
      emoji_value text collate "C" not null,
      user_hash text collate "C" not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      primary key (tenant_id, channel_id, message_id, emoji_type, emoji_value, user_hash)
    )`,
  sql`create index message_emoji_reactions_by_user on message_emoji_reactions (tenant_id, user_hash)`,
  sql`
    create table message_attachments (
      tenant_id uuid not null,
      channel_id text collate "C" not null,
      message_id text collate "C" not null,
      id text collate "C" not null,
      filename text not null,
      file_size bigint not null,
      content_type text,
      url text not null,
      platform_metadata jsonb not null default '{}',
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      primary key (tenant_id, channel_id, message_id, id)
    )`,
];

const comments: readonly (readonly [target: string, comment: string])[] = [
  ['table tenants', 'One community on one platform.'],
  ['column tenants.slug', 'Stands for the id in every URL.'],
  [
    'column tenants.platform_id',
    'The id of the community on its platform (Discord: the guild id).',
  ],
  ['column tenants.last_synced_at', 'When a run last brought the archive up to date.'],
  [
    'table channels',
    'Channels and threads that everyone in the community may, or once might, see.',
  ],
  [
    'column channels.parent_id',
    'The channel of a thread, or the category of a channel. May name a channel that is not archived.',
  ],
  [
    'column channels.removed_at',
    'First seen to be gone or no longer public at this time. The messages stay.',
  ],
  ['table messages', 'Every message, oldest to newest by platform_created_at.'],
  [
    'column messages.author_hash',
    'Lower-case hex SHA-256 of the id of the author: the same person has the same hash everywhere.',
  ],
  ['column messages.content', 'The text, with ids of people replaced by their hashes: <@HASH>.'],
  ['column messages.type', 'default, reply, or the kind of a message that the platform wrote.'],
  [
    'column messages.reply_to_id',
    'The message that this reply answers, whether or not it is archived. Null for anything that is not a reply.',
  ],
  ['column messages.deleted_at', 'First seen to be deleted at this time; the text is gone then.'],
  ['column messages.reaction_counts', 'For each emoji: emojiType, emojiValue, normal, burst.'],
  [
    'column messages.reactions_pending',
    'The counts have changed and message_emoji_reactions does not show it yet.',
  ],
  ['table message_emoji_reactions', 'Who reacted with what.'],
  [
    'column message_emoji_reactions.emoji_value',
    'The character itself (standard), or name:id (custom).',
  ],
  [
    'table message_attachments',
    'Files on messages, as described by the platform. The files themselves are not kept.',
  ],
  ['column message_attachments.file_size', 'Bytes.'],
  ['column message_attachments.url', 'Without the signature, which expires.'],
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of tables) await statement.execute(db);
  for (const [target, comment] of comments) {
    await sql`comment on ${sql.raw(target)} is ${sql.lit(comment)}`.execute(db);
  }
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`
    drop table message_attachments, message_emoji_reactions, messages, channels, tenants
  `.execute(db);
}
