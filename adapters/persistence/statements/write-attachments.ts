import type { MessageKey } from '@annals/application';
import type { MessageAttachment, TenantId } from '@annals/domain';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import { jsonRows } from '../json-rows.ts';
import type { Schema } from '../schema.ts';
import { sendAhead } from '../send-ahead.ts';

/**
 * One statement for the whole batch: files that were taken off their message. `not in` for the
 * reason that stands at `replaceReactions`.
 */
export async function deleteOtherAttachments(
  db: Kysely<Schema>,
  tenantId: TenantId,
  messages: readonly MessageKey[],
  attachments: readonly MessageAttachment[],
): Promise<void> {
  const kept = attachments.map(({ channelId, messageId, id }) => ({ channelId, messageId, id }));
  await sql`
    delete from message_attachments as stored
    using jsonb_to_recordset(${jsonRows(messages)})
      as given ("channelId" text, "messageId" text)
    where stored.tenant_id = ${tenantId}
      and stored.channel_id = given."channelId"
      and stored.message_id = given."messageId"
      and (stored.channel_id, stored.message_id, stored.id) not in (
        select "channelId", "messageId", id
        from jsonb_to_recordset(${jsonRows(kept)})
          as kept ("channelId" text, "messageId" text, id text)
      )
  `.execute(db);
}

/** One statement for the whole batch; a row that is there already stays. */
export async function insertAttachments(
  db: Kysely<Schema>,
  attachments: readonly MessageAttachment[],
): Promise<void> {
  if (attachments.length === 0) return;
  await sendAhead(db, sql`${insertion(attachments)} on conflict do nothing`);
}

/** One statement for the whole batch; rows that did not change are not written. Rows added. */
export async function upsertAttachments(
  db: Kysely<Schema>,
  attachments: readonly MessageAttachment[],
): Promise<number> {
  if (attachments.length === 0) return 0;
  const { rows } = await sql<{ added: string }>`
    with written as (${insertion(attachments)}
      on conflict (tenant_id, channel_id, message_id, id) do update set
        filename = excluded.filename,
        file_size = excluded.file_size,
        content_type = excluded.content_type,
        url = excluded.url,
        platform_metadata = excluded.platform_metadata,
        updated_at = now()
      where (
        stored.filename, stored.file_size, stored.content_type, stored.url,
        stored.platform_metadata
      ) is distinct from (
        excluded.filename, excluded.file_size, excluded.content_type, excluded.url,
        excluded.platform_metadata
      )
      returning (xmax = 0) as is_new
    )
    select count(*) filter (where is_new) as added from written
  `.execute(db);
  return Number(rows[0]?.added);
}

function insertion(attachments: readonly MessageAttachment[]): RawBuilder<unknown> {
  return sql`
      insert into message_attachments as stored (
        tenant_id, channel_id, message_id, id, filename, file_size, content_type, url,
        platform_metadata
      )
      select
        "tenantId", "channelId", "messageId", id, filename, "fileSize", "contentType", url,
        "platformMetadata"
      from jsonb_to_recordset(${jsonRows(attachments)}) as given (
        "tenantId" uuid, "channelId" text, "messageId" text, id text, filename text,
        "fileSize" bigint, "contentType" text, url text, "platformMetadata" jsonb
      )`;
}
