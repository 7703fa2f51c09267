import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * What is archived. Keys are the platform's own ids, led by the tenant, so that the tables can be
 * distributed by tenant as they are (`tenants` itself is small and can be copied everywhere). Ids
 * are text in byte order: they are compared for equality and paged by, never taken for numbers.
 *
 * No foreign keys: a tenant is removed in bounded batches, which a key to `tenants` would either
 * forbid or turn into one endless cascade; a reply may answer a message that was never seen; and
 * every row of a batch would pay for a check that the code's transaction has made already.
 */
const statements = [
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
  // The threads of a channel.
  sql`
    create index channels_by_parent
      on channels (tenant_id, parent_id) where parent_id is not null`,
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
  // The newest messages of a channel, and those of a time.
  sql`
    create index messages_by_time
      on messages (tenant_id, channel_id, platform_created_at desc)`,
  // The replies to a message.
  sql`
    create index messages_by_reply
      on messages (tenant_id, channel_id, reply_to_id) where reply_to_id is not null`,
  // The messages of an author, newest first.
  sql`
    create index messages_by_author
      on messages (tenant_id, author_hash, platform_created_at desc)
      where author_hash is not null`,
  // Messages whose reaction users are to be read: few, and in the order in which they are read.
  sql`
    create index messages_by_pending_reactions
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
  // What one person reacted to.
  sql`
    create index message_emoji_reactions_by_user
      on message_emoji_reactions (tenant_id, user_hash)`,
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

/** Shown by `\\d+` and by every tool for analysts. */
const comments: readonly (readonly [target: string, comment: string])[] = [
  ['table tenants', 'One community on one platform each.'],
  ['column tenants.slug', 'Stands for the id in every URL.'],
  ['column tenants.platform', 'The name of the plugin that reads it, for instance discord.'],
  ['column tenants.platform_id', 'The id of the community on its platform (Discord: the guild).'],
  [
    'column tenants.status',
    'active; paused and cancelled tenants keep their rows and are left out of the schedule.',
  ],
  ['column tenants.last_synced_at', 'When a run last brought the archive up to date.'],

  [
    'table channels',
    'Channels and threads that everyone in the community may see, or might when they were read.',
  ],
  ['column channels.id', 'The id on the platform, as text: never take it for a number.'],
  [
    'column channels.parent_id',
    'The channel of a thread, or the category of a channel. May name a channel that is not here.',
  ],
  [
    'column channels.removed_at',
    'When the channel was first seen to be gone or no longer public; its messages stay.',
  ],
  ['column channels.platform_metadata', 'What only this platform knows about a channel.'],

  ['table messages', 'One row per message. The order in a channel is platform_created_at, id.'],
  ['column messages.id', 'Unique within its channel; wider only on some platforms.'],
  [
    'column messages.author_hash',
    'Lower-case hex SHA-256 of the id of the author, so the same person has the same hash in ' +
      'every table and tenant; HMAC-SHA-256 where the installation sets a key. Null when the ' +
      'platform names no author. No id of a person is stored anywhere.',
  ],
  [
    'column messages.content',
    'The text as written, with ids of people replaced by their hashes: a mention is <@HASH>.',
  ],
  [
    'column messages.type',
    'default, reply, or the kind of message that the platform itself wrote (thread_created, …).',
  ],
  [
    'column messages.reply_to_id',
    'The id of the message, in the same channel, that this one answers, whether or not that ' +
      'message is here. Null for anything that is not a reply.',
  ],
  ['column messages.reply_to_author_hash', 'Who wrote the answered message; as author_hash.'],
  ['column messages.platform_created_at', 'When it was written, by the clock of the platform.'],
  ['column messages.platform_edited_at', 'When it was last edited; null when never.'],
  [
    'column messages.deleted_at',
    'When it was found to be deleted on the platform; content and attachments are gone since.',
  ],
  [
    'column messages.reaction_counts',
    'How often each emoji stands on it: [{emojiType, emojiValue, normal, burst}]; the two add up.',
  ],
  [
    'column messages.reactions_pending',
    'Whether reaction_counts changed since message_emoji_reactions was last read.',
  ],
  ['column messages.platform_metadata', 'What only this platform knows: embeds, polls, flags, …'],

  [
    'table message_emoji_reactions',
    'One row for each person and emoji on a message; may lag behind messages.reaction_counts.',
  ],
  ['column message_emoji_reactions.emoji_type', 'standard (Unicode) or custom (of a community).'],
  [
    'column message_emoji_reactions.emoji_value',
    'The character itself, or name:id of a custom emoji.',
  ],
  ['column message_emoji_reactions.user_hash', 'Who reacted; as messages.author_hash.'],

  [
    'table message_attachments',
    'Files on messages as the platform describes them. The files themselves are not kept.',
  ],
  ['column message_attachments.file_size', 'Bytes.'],
  ['column message_attachments.content_type', 'Media type; null when the platform gives none.'],
  [
    'column message_attachments.url',
    'Without the signature, which expires: the file may not be had without the platform.',
  ],
];

export const archiveTables: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await statement.execute(db);
    for (const [target, comment] of comments) {
      await sql`comment on ${sql.raw(target)} is ${sql.lit(comment)}`.execute(db);
    }
  },

  async down(db: Kysely<unknown>) {
    await sql`
      drop table message_attachments, message_emoji_reactions, messages, channels, tenants
    `.execute(db);
  },
};
