import type { ChannelId } from '@annals/domain';
import { type JoinBuilder, type RawBuilder, sql } from 'kysely';
import type { Schema } from './schema.ts';

/** Whether a row of a table is of one of these channels, or of a thread below one; null: of any. */
export function isOf(
  table: 'messages' | 'sync_progress',
  channelIds: ReadonlySet<ChannelId> | null,
): RawBuilder<boolean> {
  if (channelIds === null) return sql<boolean>`true`;
  const ids = sql`any(${[...channelIds]}::text[])`;
  const channelId = sql.ref(`${table}.channel_id`);
  return sql<boolean>`(
    ${channelId} = ${ids}
    or exists (
      select from channels
      where channels.tenant_id = ${sql.ref(`${table}.tenant_id`)}
        and channels.id = ${channelId}
        and channels.type = 'thread'
        and channels.parent_id = ${ids}
    )
  )`;
}

/**
 * Joins messages with their channels, to leave out those of removed ones. For `not exists` PostgreSQL
 * expects one row of a channel that holds most of them, and sorts all that are there for each page.
 */
export function ofMessages(
  join: JoinBuilder<Schema, 'messages' | 'channels'>,
): JoinBuilder<Schema, 'messages' | 'channels'> {
  return join
    .onRef('channels.tenant_id', '=', 'messages.tenant_id')
    .onRef('channels.id', '=', 'messages.channel_id');
}
