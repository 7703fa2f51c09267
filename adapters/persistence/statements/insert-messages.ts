import type { Message } from '@annals/domain';
import { type Kysely, sql } from 'kysely';
import { jsonRows } from '../json-rows.ts';
import type { Schema } from '../schema.ts';

/**
 * A batch of messages that are new, as those of a first sync are; rows that were there stay as they
 * are. How many were added.
 *
 * `upsertMessages` looks every key up to keep the text that it may replace, locks what it meets and
 * compares it: measured with batches of 1000 new messages, the shapes taking turns in one run, that
 * costs PostgreSQL 1.5 to 2.5 times the CPU time of this. COPY would cost it 0.6 of this, but
 * cannot pass over a row that is there, and a COPY that is refused at its end leaves the driver
 * waiting for an answer.
 */
export async function insertMessages(
  db: Kysely<Schema>,
  messages: readonly Message[],
): Promise<number> {
  if (messages.length === 0) return 0;
  const { numAffectedRows } = await sql`
    insert into messages (
      tenant_id, channel_id, id, author_hash, content, type, reply_to_id, reply_to_author_hash,
      platform_created_at, platform_edited_at, reaction_counts, reactions_pending,
      platform_metadata
    )
    select
      "tenantId", "channelId", id, "authorHash", content, type, "replyToId", "replyToAuthorHash",
      "platformCreatedAt", "platformEditedAt", "reactionCounts", "reactionCounts" <> '[]',
      "platformMetadata"
    from jsonb_to_recordset(${jsonRows(messages)}) as given (
      "tenantId" uuid, "channelId" text, id text, "authorHash" text, content text, type text,
      "replyToId" text, "replyToAuthorHash" text, "platformCreatedAt" timestamptz,
      "platformEditedAt" timestamptz, "reactionCounts" jsonb, "platformMetadata" jsonb
    )
    on conflict do nothing
  `.execute(db);
  return Number(numAffectedRows ?? 0n);
}
