import type { ChannelSyncStatus, MessageId, PlatformMessage, SyncCheckpoint } from '@annals/domain';
import type { UnreadableMessage } from '../ports/platform-adapter.ts';
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
    const counts = await repositories.messages.upsert(messages);
    const files = await repositories.attachments.replace(tenantId, keys, attachments);
    await repositories.progress.advance(tenantId, batch.checkpoint, {
      syncStatus: batch.syncStatus,
      added: counts.added,
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
