import type {
  ChannelSyncStatus,
  FullRead,
  MessageId,
  SyncCheckpoint,
  TenantId,
  WithheldStretch,
} from '@annals/domain';
import type { UnreadableMessage } from '../ports/platform-adapter.ts';
import type { Repositories } from '../ports/unit-of-work.ts';
import type { AnonymousMessage } from './anonymise-payload.ts';
import type { WithheldChannel } from './content-doubt.ts';
import { markMissing } from './mark-missing.ts';
import type { RunSession } from './run-session.ts';
import { storeMessages } from './store-messages.ts';
import type { SyncParts } from './sync-parts.ts';
import { noteWithheld } from './withheld-content.ts';

/** What one transaction brings into the archive, all from one channel. */
export interface Batch {
  /** A message that came twice counts as it came last. */
  readonly messages: ReadonlyMap<MessageId, AnonymousMessage>;
  readonly unreadable: readonly UnreadableMessage[];
  /** Where the channel stands once the batch is stored. */
  readonly checkpoint: SyncCheckpoint;
  /** Where messages may be stored already: from behind the one up to the other (null: the end). */
  readonly reread: { readonly after: MessageId | null; readonly upTo: MessageId | null } | null;
  /** What of it came from pages that show no text at all; null: nothing. */
  readonly blank: WithheldStretch | null;
  /** How far a full reading then is with the channel; null where there is none. */
  readonly fullRead: FullRead | null;
  readonly syncStatus: Extract<ChannelSyncStatus, 'in_progress' | 'complete'>;
}

/**
 * Stores messages, attachments, reaction counts, the checkpoint and the fenced heartbeat in one
 * transaction: after a crash the checkpoint never stands before or behind what is stored.
 *
 * `inTurn`: resolves once the batch before it is committed. Until then rows go in that nobody else
 * knows of yet, and nothing that this batch and that one have in common is touched.
 */
export async function writeBatch(
  parts: SyncParts,
  session: RunSession,
  batch: Batch,
  inTurn: () => Promise<void>,
): Promise<void> {
  const { tenantId } = session.lease;
  const { channelId } = batch.checkpoint;
  if (batch.blank !== null) parts.content.remember({ channelId, ...batch.blank });
  let withheld: readonly WithheldChannel[] = [];

  const startedAt = parts.clock.now();
  let stored = 0;
  await session.write(async (repositories) => {
    if (batch.reread !== null) {
      const came = [...batch.messages.keys(), ...batch.unreadable.map((one) => one.messageId)];
      const read = { ...batch.reread, channelId, came: new Set(came) };
      await markMissing(parts, repositories, tenantId, read);
    }
    const messages = await worthStoring(parts, repositories, tenantId, batch);
    const expected = batch.reread === null ? 'new' : undefined;
    const counts = await storeMessages(repositories, tenantId, messages, expected);
    await inTurn();
    withheld = parts.content.due;
    await noteWithheld(parts, repositories, tenantId, withheld);
    await repositories.progress.advance(tenantId, batch.checkpoint, {
      syncStatus: batch.syncStatus,
      added: counts.messagesAdded,
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
    stored = counts.messagesAdded + counts.messagesUpdated;
    return counts;
  });
  parts.content.noted(withheld);
  const durationMs = parts.clock.now().getTime() - startedAt.getTime();
  parts.metrics.batchStored({ messages: stored, durationMs });
}

/** Without blanks that would come over what is stored, as long as they may be withheld texts. */
async function worthStoring(
  { content }: SyncParts,
  { messages }: Repositories,
  tenantId: TenantId,
  { blank, messages: read, checkpoint }: Batch,
): Promise<readonly AnonymousMessage[]> {
  const all = [...read.values()];
  if (blank === null || content.hasShown) return all;
  const ids = all.flatMap(({ message }) => (message.content === '' ? [message.id] : []));
  const saying = new Set(await messages.idsSaying(tenantId, checkpoint.channelId, ids));
  return all.filter(({ message }) => !saying.has(message.id));
}
