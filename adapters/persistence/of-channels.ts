import type { ChannelId } from '@annals/domain';
import { type RawBuilder, sql } from 'kysely';

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
        and channels.parent_id = ${ids}
    )
  )`;
}
