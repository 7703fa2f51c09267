import { createHash } from 'node:crypto';
import { type SimulatedGuild, truthOf } from '@annals/plugin-discord/simulator';
import type { SQL } from 'bun';

export const archiveTables = ['channels', 'messages', 'attachments', 'reactions'] as const;

/** Rows of the archive, in the order of their keys, with what a guild's truth knows of them. */
export type ArchiveRows = Readonly<Record<(typeof archiveTables)[number], readonly string[]>>;

/** What the tables hold of one guild's tenant, channels left out that are removed. */
export async function archivedRows(sql: SQL, slug: string): Promise<ArchiveRows> {
  const [tenant] = await sql`select id from tenants where slug = ${slug}`;
  const of = tenant.id as string;
  const channels = await sql`
    select id, name, type, parent_id, topic, ${ofForums(sql)} as of_forums from channels
    where tenant_id = ${of} and removed_at is null`;
  const messages = await sql`
    select channel_id, id, author_hash, type, content, reply_to_id,
      ${asDiscordSays(sql)} as reply_to_author_hash,
      platform_created_at, platform_edited_at, reaction_counts
    from messages where tenant_id = ${of} and deleted_at is null and ${shown(sql, of)}`;
  const attachments = await sql`
    select channel_id, message_id, id, filename, file_size::float8 as file_size, content_type, url
    from message_attachments where tenant_id = ${of} and ${shown(sql, of)}`;
  const reactions = await sql`
    select channel_id, message_id, emoji_type, emoji_value, user_hash
    from message_emoji_reactions where tenant_id = ${of} and ${shown(sql, of)}`;
  return {
    channels: lines(channels, ['id', 'name', 'type', 'parent_id', 'topic', 'of_forums']),
    messages: lines(messages, [
      ...['channel_id', 'id', 'author_hash', 'type', 'content', 'reply_to_id'],
      ...['reply_to_author_hash', 'platform_created_at', 'platform_edited_at', 'reaction_counts'],
    ]),
    attachments: lines(attachments, [
      ...['channel_id', 'message_id', 'id', 'filename', 'file_size', 'content_type', 'url'],
    ]),
    reactions: lines(reactions, [
      ...['channel_id', 'message_id', 'emoji_type', 'emoji_value', 'user_hash'],
    ]),
  };
}

/** Of a message that is deleted Discord no longer says whose it was; the archive may, and then truly. */
function asDiscordSays(sql: SQL) {
  return sql`nullif(reply_to_author_hash, (
    select answered.author_hash from messages answered
    where (answered.tenant_id, answered.channel_id, answered.id)
      = (messages.tenant_id, messages.channel_id, messages.reply_to_id)
      and answered.deleted_at is not null))`;
}

/** What channels and posts have in their metadata of what the truth knows. */
function ofForums(sql: SQL) {
  return sql`jsonb_build_object(
    'tags', platform_metadata -> 'availableTags',
    'reaction', platform_metadata -> 'defaultReactionEmoji',
    'applied', platform_metadata -> 'appliedTagIds')`;
}

function shown(sql: SQL, tenantId: string) {
  return sql`channel_id in (
    select id from channels where tenant_id = ${tenantId} and removed_at is null)`;
}

/**
 * Differences of the archive from the guild as it is now, by table; tables without any left out, and
 * so are rows that name one of `except`.
 */
export async function untruths(
  sql: SQL,
  slug: string,
  guild: SimulatedGuild,
  except: readonly string[] = [],
): Promise<Partial<Record<keyof ArchiveRows, readonly string[]>>> {
  const archived = await archivedRows(sql, slug);
  const expected = trueRows(guild);
  const isMeant = (row: string) => !except.some((id) => row.includes(id));
  const found = archiveTables.map((table) => {
    const rows = differences(archived[table].filter(isMeant), expected[table].filter(isMeant));
    return [table, rows] as const;
  });
  return Object.fromEntries(found.filter(([, rows]) => rows.length > 0));
}

/** What the tables must hold of this guild now. */
export function trueRows(guild: SimulatedGuild): ArchiveRows {
  const truth = truthOf(guild);
  const text = textOf(guild);
  const orNull = (raw: string | null) => (raw === null ? null : text(raw));
  return {
    channels: sorted(
      truth.channels.map(({ id, name, type, parentId, topic, ...forum }) => [
        ...[id, text(name), type, parentId, orNull(topic)],
        {
          tags: orNone(forum.tags.map((tag) => said({ ...tag, name: text(tag.name) }))),
          reaction: forum.defaultReaction && said(forum.defaultReaction),
          applied: orNone(forum.appliedTagIds),
        },
      ]),
    ),
    messages: sorted(
      truth.messages.map((message) => [
        ...[message.channelId, message.id, hash(message.authorId), message.type],
        ...[text(message.content), message.replyToId, hash(message.replyToAuthorId)],
        ...[message.createdAt, message.editedAt, message.reactionCounts.map(countOf)],
      ]),
    ),
    attachments: sorted(
      truth.attachments.map((file) => [
        ...[file.channelId, file.messageId, file.id, text(file.filename), file.fileSize],
        ...[file.contentType, text(file.url)],
      ]),
    ),
    reactions: sorted(
      truth.reactions.map(({ channelId, messageId, emojiType, emojiValue, userId }) => [
        ...[channelId, messageId, emojiType, storable(emojiValue), hash(userId)],
      ]),
    ),
  };
}

/** Every text of every table, BullMQ's too. */
export async function dumpOf(sql: SQL): Promise<string> {
  const tables = await sql`
    select table_schema, table_name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')
    order by 1, 2`;
  let dump = '';
  for (const { table_schema: schema, table_name: table } of tables) {
    const rows = await sql.unsafe(`select t::text as row from "${schema}"."${table}" t`);
    dump += `${schema}.${table}\n`;
    for (const { row } of rows) dump += `${row}\n`;
  }
  return dump;
}

/** The first few differences, and not ten thousand lines, when two sets of rows are not the same. */
function differences(archived: readonly string[], expected: readonly string[]): string[] {
  const [there, wanted] = [new Set(archived), new Set(expected)];
  return [
    ...expected.filter((row) => !there.has(row)).map((row) => `missing: ${row}`),
    ...archived.filter((row) => !wanted.has(row)).map((row) => `too much: ${row}`),
    ...(archived.length === there.size ? [] : ['some rows twice']),
  ].slice(0, 6);
}

function countOf(count: {
  readonly emojiType: string;
  readonly emojiValue: string;
  readonly normal: number;
  readonly burst: number;
}): object {
  const { emojiType, emojiValue, normal, burst } = count;
  return { emojiType, emojiValue: storable(emojiValue), normal, burst };
}

/** Metadata says only what there is to say. */
function said(object: object): object {
  return Object.fromEntries(
    Object.entries(object).filter(([, value]) => value !== null && value !== false),
  );
}

function orNone<T>(items: readonly T[]): readonly T[] | null {
  return items.length === 0 ? null : items;
}

function lines(rows: readonly Record<string, unknown>[], columns: readonly string[]): string[] {
  return sorted(rows.map((row) => columns.map((column) => row[column] ?? null)));
}

/** Keys come first in every row, so that the order is theirs. */
function sorted(rows: readonly (readonly unknown[])[]): string[] {
  return rows.map((row) => JSON.stringify(row.map(ordered))).sort();
}

/** PostgreSQL keeps the keys of JSON in an order of its own. */
function ordered(value: unknown): unknown {
  if (value instanceof Date || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(ordered);
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, ordered(item)]),
  );
}

function hash(id: string): string;
function hash(id: string | null): string | null;
function hash(id: string | null): string | null {
  return id === null ? null : createHash('sha256').update(id).digest('hex');
}

function storable(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '\uFFFD');
}

/** What a text becomes in the archive: written without the code that does it there. */
function textOf(guild: SimulatedGuild): (raw: string) => string {
  const people = new Set(guild.everyUserId());
  return (raw) =>
    storable(raw)
      .replaceAll(/(?<=\/avatars\/(?:\d+\/)?)[0-9a-f]{32}/g, (picture) => hash(picture))
      .replaceAll(/<@!?(\d+)>|\d{15,20}/g, (match, mentioned?: string) => {
        if (mentioned !== undefined) return `<@${hash(mentioned)}>`;
        return people.has(match) ? hash(match) : match;
      });
}
