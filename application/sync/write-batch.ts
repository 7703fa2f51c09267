import type {
  ChannelSyncStatus,
  FullRead,
  MessageId,
  PlatformMessage,
  SyncCheckpoint,
  TenantId,
} from '@annals/domain';
import type { UnreadableMessage } from '../ports/platform-adapter.ts';
import type { Repositories } from '../ports/unit-of-work.ts';
import { anonymiseAttachments, anonymiseMessage } from './anonymise-payload.ts';
import type { RunSession } from './run-session.ts';
import type { SyncParts } from './sync-parts.ts';

/** What one transaction brings into the archive, all from one channel. */
export interface Batch {
  /** A message that came twice counts as it came last. */
  readonly messages: ReadonlyMap<MessageId, PlatformMessage>;
  readonly unreadable: readonly UnreadableMessage[];
  /** Where the channel stands once the batch is stored. */
  readonly checkpoint: SyncCheckpoint;
  /** Where messages may be stored already: from behind the one up to the other (null: the end). */
  readonly reread: { readonly after: MessageId | null; readonly upTo: MessageId | null } | null;
  /** How far a full reading then is with the channel; null where there is none. */
  readonly fullRead: FullRead | null;
  readonly syncStatus: Extract<ChannelSyncStatus, 'in_progress' | 'complete'>;
}

/**
 * Stores messages, attachments, reaction counts, the checkpoint and the fenced heartbeat in one
 * transaction: after a crash the checkpoint never stands before or behind what is stored.
 */
export async function writeBatch(
  parts: SyncParts,
  session: RunSession,
  batch: Batch,
): Promise<void> {
  const { tenantId } = session.lease;
  const { channelId } = batch.checkpoint;
  const payloads = [...batch.messages.values()];
  const messages = payloads.map((payload) => anonymiseMessage(parts, tenantId, payload));
  const attachments = payloads.flatMap((payload) => anonymiseAttachments(parts, tenantId, payload));
  const keys = messages.map(({ id }) => ({ channelId, messageId: id }));

  const startedAt = parts.clock.now();
  let stored = 0;
  await session.write(async (repositories) => {
    await markMissing(parts, repositories, tenantId, batch);
    const counts = await repositories.messages.upsert(messages);
    const files = await repositories.attachments.replace(tenantId, keys, attachments);
    await repositories.progress.advance(tenantId, batch.checkpoint, {
      syncStatus: batch.syncStatus,
      added: counts.added,
      ...(batch.fullRead !== null && { fullRead: batch.fullRead }),
      at: parts.clock.now(),
    });
    await session.noteProblem(
      repositories,
      ...batch.unreadable.map(({ messageId, reason }) => ({
        code: 'unreadable_message',
        message: reason,
        channelId,
        messageId,
      })),
    );
    stored = counts.added + counts.updated;
    return {
      messagesAdded: counts.added,
      messagesUpdated: counts.updated,
      attachments: files,
    };
  });
  const durationMs = parts.clock.now().getTime() - startedAt.getTime();
  parts.metrics.batchStored({ messages: stored, durationMs });
}

/** Marks what is stored between the ends of what was read again, and did not come. */
async function markMissing(
  { adapter, clock }: SyncParts,
  { messages }: Repositories,
  tenantId: TenantId,
  { reread, checkpoint, messages: read, unreadable }: Batch,
): Promise<void> {
  const { messageIdOrder: order, messageLookup } = adapter;
  if (reread === null || messageLookup === undefined) return;
  const { after, upTo } = reread;
  const from = (after && order.timeOf(after)) ?? new Date(0);
  const stored = await messages.idsSent(
    ...([tenantId, checkpoint.channelId, from, upTo && order.timeOf(upTo)] as const),
  );
  const came = new Set([...read.keys(), ...unreadable.map(({ messageId }) => messageId)]);
  const missing = stored.filter(
    (id) =>
      !came.has(id) &&
      (after === null || order.compare(id, after) > 0) &&
      (upTo === null || order.compare(id, upTo) <= 0),
  );
  await messages.markMissing(tenantId, checkpoint.channelId, missing, clock.now());
}
