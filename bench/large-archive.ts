import type { SQL } from 'bun';

/** Between the ids of two copies: all of them are of the same millisecond. */
const STEP = 1_000;

/**
 * Makes an archive some `copies` times as large: every message once more, a microsecond later than
 * the one before it, with an id that Discord might have given, stored channel by channel in its
 * order as reading stores them. How many messages there are then.
 */
export async function multiplyArchive(sql: SQL, copies: number): Promise<number> {
  const later = (id: string) => `(${id}::numeric + copy * ${STEP})::text`;
  await sql.unsafe(`
    set work_mem = '512MB'; set maintenance_work_mem = '512MB'; set synchronous_commit = off;
    create temporary table read_once as select * from messages;
    create temporary table files_read_once as select * from message_attachments;
    truncate messages, message_attachments;
    insert into messages (
      tenant_id, channel_id, id, author_hash, content, type, reply_to_id, reply_to_author_hash,
      platform_created_at, platform_edited_at, reaction_counts, platform_metadata
    )
    select
      tenant_id, channel_id, ${later('id')}, author_hash, content, type, ${later('reply_to_id')},
      reply_to_author_hash, platform_created_at + copy * interval '1 microsecond',
      platform_edited_at, reaction_counts, platform_metadata
    from read_once cross join generate_series(0, ${copies - 1}) as copy
    order by channel_id, platform_created_at + copy * interval '1 microsecond'
    on conflict do nothing;
    insert into message_attachments (
      tenant_id, channel_id, message_id, id, filename, file_size, content_type, url,
      platform_metadata
    )
    select
      tenant_id, channel_id, ${later('message_id')}, ${later('id')}, filename, file_size,
      content_type, url, platform_metadata
    from files_read_once cross join generate_series(0, ${copies - 1}) as copy
    order by channel_id, message_id
    on conflict do nothing;
  `);
  await sql.unsafe('vacuum (analyze) messages, message_attachments');
  const [{ count }] = await sql`select count(*)::int as count from messages`;
  return count;
}
