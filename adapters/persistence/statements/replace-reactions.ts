import type { MessageReactors } from '@annals/application';
import type { TenantId } from '@annals/domain';
import { type Kysely, sql } from 'kysely';
import { jsonRows } from '../json-rows.ts';
import type { Schema } from '../schema.ts';

interface ReactionRow {
  readonly channelId: string;
  readonly messageId: string;
  readonly emojiType: string;
  readonly emojiValue: string;
  readonly userHash: string;
}

/**
 * Two statements however many messages: what is no longer there goes, what is new comes, and the
 * rows that stay, nearly all of them, are not written. Rows added.
 *
 * `not in` is looked up in a hash table whatever the planner believes about the number of rows,
 * and it knows nothing about rows from JSON. `not exists` became a loop in a loop: ten thousand
 * reactions took more than five seconds.
 */
export async function replaceReactions(
  db: Kysely<Schema>,
  tenantId: TenantId,
  messages: readonly MessageReactors[],
): Promise<number> {
  if (messages.length === 0) return 0;
  const given = messages.flatMap(rowsOf);
  await sql`
    delete from message_emoji_reactions as stored
    using jsonb_to_recordset(${jsonRows(messages.map(keyOf))})
      as listed ("channelId" text, "messageId" text)
    where stored.tenant_id = ${tenantId}
      and stored.channel_id = listed."channelId"
      and stored.message_id = listed."messageId"
      and (
        stored.channel_id, stored.message_id, stored.emoji_type, stored.emoji_value,
        stored.user_hash
      ) not in (
        select "channelId", "messageId", "emojiType", "emojiValue", "userHash"
        from jsonb_to_recordset(${jsonRows(given)}) as given (
          "channelId" text, "messageId" text, "emojiType" text, "emojiValue" text, "userHash" text
        )
      )
  `.execute(db);
  if (given.length === 0) return 0;
  const { numAffectedRows } = await sql`
    insert into message_emoji_reactions (
      tenant_id, channel_id, message_id, emoji_type, emoji_value, user_hash
    )
    select ${tenantId}::uuid, "channelId", "messageId", "emojiType", "emojiValue", "userHash"
    from jsonb_to_recordset(${jsonRows(given)}) as given (
      "channelId" text, "messageId" text, "emojiType" text, "emojiValue" text, "userHash" text
    )
    on conflict do nothing
  `.execute(db);
  return Number(numAffectedRows ?? 0n);
}

function keyOf({ channelId, messageId }: MessageReactors) {
  return { channelId, messageId };
}

function rowsOf({ channelId, messageId, emoji }: MessageReactors): ReactionRow[] {
  return emoji.flatMap(({ emojiType, emojiValue, userHashes }) =>
    userHashes.map((userHash) => ({ channelId, messageId, emojiType, emojiValue, userHash })),
  );
}
