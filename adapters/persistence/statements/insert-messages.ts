import type { Message } from '@annals/domain';
import { CompiledQuery, type Kysely } from 'kysely';
import { COPY_NULL, CopyRows, copyJson, copyText } from '../copy-rows.ts';
import type { Schema } from '../schema.ts';
import { StoreError } from '../store-error.ts';

/** The savepoint goes along, so that it costs no trip of its own. */
const COPY = `savepoint before_new_messages; copy messages (
  tenant_id, channel_id, id, author_hash, content, type, reply_to_id, reply_to_author_hash,
  platform_created_at, platform_edited_at, reaction_counts, reactions_pending, platform_metadata
) from stdin`;

/**
 * One is there already; or the policies of the table hold for this user, who does not own it, and
 * then PostgreSQL copies nothing into it.
 */
const FOR_THE_UPSERT = new Set(['23505', '0A000']);

/**
 * A batch of messages that are new, as those of a first sync are. False when one of them was there
 * already, or when only `upsertMessages` may write here: then none is stored.
 *
 * `upsertMessages` looks every key up to keep the text that it may replace, locks what it meets and
 * compares it. Measured with batches of 1000 new messages, the ways taking turns in one run, it
 * costs PostgreSQL three to four times the CPU time of this; an insert from one array a column, with
 * `on conflict do nothing`, 1.6 times; COPY into a temporary table and an insert from there 1.4 times.
 */
export async function insertMessages(
  db: Kysely<Schema>,
  messages: readonly Message[],
  onTaken?: () => void,
): Promise<boolean> {
  if (messages.length === 0) return true;
  if (!db.isTransaction) {
    return await db
      .transaction()
      .execute((transaction) => insertMessages(transaction, messages, onTaken));
  }
  try {
    const rows = new CopyRows(messages, lineOf, onTaken);
    await db.executeQuery(CompiledQuery.raw(COPY, [rows]));
    return true;
  } catch (error) {
    if (!(error instanceof StoreError && FOR_THE_UPSERT.has(error.code))) throw error;
    await db.executeQuery(CompiledQuery.raw('rollback to savepoint before_new_messages'));
    return false;
  }
}

/** In the order of the columns. What Annals spelled itself holds nothing to escape. */
function lineOf(message: Message): string {
  const { tenantId, authorHash, replyToAuthorHash, reactionCounts } = message;
  const channelId = copyText(message.channelId);
  const id = copyText(message.id);
  const content = copyText(message.content);
  const type = copyText(message.type);
  const replyToId = copyText(message.replyToId);
  const createdAt = message.platformCreatedAt.toISOString();
  const editedAt = message.platformEditedAt?.toISOString() ?? COPY_NULL;
  const hasReactions = reactionCounts.length > 0;
  const counts = hasReactions ? copyJson(reactionCounts) : '[]';
  const isPending = hasReactions ? 't' : 'f';
  const metadata = copyJson(message.platformMetadata);
  return `${tenantId}\t${channelId}\t${id}\t${authorHash ?? COPY_NULL}\t${content}\t${type}\t${replyToId}\t${replyToAuthorHash ?? COPY_NULL}\t${createdAt}\t${editedAt}\t${counts}\t${isPending}\t${metadata}\n`;
}
