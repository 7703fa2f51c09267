import type { MessageKey } from '@annals/application';
import type { TenantId } from '@annals/domain';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import { jsonRows } from '../json-rows.ts';
import type { Schema } from '../schema.ts';

/** The keys as rows named `given`. */
export function keysOf(messages: readonly MessageKey[]): RawBuilder<unknown> {
  const keys = messages.map(({ channelId, messageId }) => ({ channelId, messageId }));
  return sql`jsonb_to_recordset(${jsonRows(keys)}) as given ("channelId" text, "messageId" text)`;
}

/** Leaves of messages who wrote them and when, and nothing of what they said. One statement. */
export async function buryMessages(
  db: Kysely<Schema>,
  {
    tenantId,
    messages,
    at,
  }: { readonly tenantId: TenantId; readonly messages: readonly MessageKey[]; readonly at: Date },
): Promise<number> {
  if (messages.length === 0) return 0;
  const gone = (table: string) => sql`
    delete from ${sql.table(table)} as gone using given
    where gone.tenant_id = ${tenantId}
      and gone.channel_id = given."channelId" and gone.message_id = given."messageId"`;
  const { rows } = await sql<{ buried: string }>`
    with given as (select * from ${keysOf(messages)}),
    revisions as (${gone('message_revisions')}),
    reactions as (${gone('message_emoji_reactions')}),
    attachments as (${gone('message_attachments')}),
    buried as (
      update messages as stored set
        deleted_at = ${at}, missing_since = null, content = '', platform_metadata = '{}',
        reaction_counts = '[]', reactions_pending = false, unlisted_emoji = '[]', updated_at = now()
      from given
      where stored.tenant_id = ${tenantId}
        and stored.channel_id = given."channelId" and stored.id = given."messageId"
        and stored.deleted_at is null
      returning 1
    )
    select count(*) as buried from buried
  `.execute(db);
  return Number(rows[0]?.buried);
}
