import {
  type ChannelSyncStatus,
  type FullRead,
  type MessageId,
  type SyncCheckpoint,
  type TenantId,
  UNREADABLE_MESSAGE,
  type WithheldStretch,
} from '@annals/domain';
import type { UnreadableMessage } from '../ports/platform-adapter.ts';
import type { Repositories } from '../ports/unit-of-work.ts';
import type { AnonymousMessage } from './anonymise-payload.ts';
import type { WithheldChannel } from './content-doubt.ts';
import { markMissing } from './mark-missing.ts';
import { noteWithheld } from './note-withheld.ts';
import type { ReadingProgress } from './reading-progress.ts';
import type { RunSession } from './run-session.ts';
import { type StoredMessages, storeMessages, storeNewMessages } from './store-messages.ts';
import type { SyncParts } from './sync-parts.ts';
import { worthStoring } from './worth-storing.ts';

/** What a batch holds of one channel. */
export interface Portion {
  /** Each once: one that came twice as it came last. */
  readonly messages: readonly AnonymousMessage[];
  readonly unreadable: readonly UnreadableMessage[];
  /** Where the channel stands once the batch is stored. */
  readonly checkpoint: SyncCheckpoint;
  /** Where messages may be stored already: from behind the one up to the other (null: the end). */
  readonly reread: { readonly after: MessageId | null; readonly upTo: MessageId | null } | null;
  /** What of it came from pages that show nothing of what people wrote; null: nothing. */
  readonly blank: WithheldStretch | null;
  /** How far a full reading then is with the channel; null where there is none. */
  readonly fullRead: FullRead | null;
  readonly syncStatus: Extract<ChannelSyncStatus, 'in_progress' | 'complete'>;
}

/** What one transaction brings into the archive; of every channel one portion at most. */
export type Batch = readonly Portion[];

/**
 * Stores messages, attachments, reaction counts, the checkpoints and the fenced heartbeat in one
 * transaction: after a crash no checkpoint stands before or behind what is stored. `onTaken` is called
 * once the store works on the messages by itself, unless storing fails before.
 */
export async function writeBatch(
  parts: SyncParts,
  session: RunSession,
  progress: ReadingProgress,
  batch: Batch,
  onTaken: () => void,
): Promise<void> {
  const { tenantId } = session.lease;
  for (const { blank, checkpoint } of batch) {
    if (blank !== null) parts.content.remember({ channelId: checkpoint.channelId, ...blank });
  }
  let withheld: readonly WithheldChannel[] = [];

  const startedAt = parts.clock.now();
  let stored = 0;
  await session.write(async (repositories) => {
    const messages: (readonly AnonymousMessage[])[] = [];
    for (const portion of batch) {
      await markThoseMissing(parts, repositories, tenantId, portion);
      const read = portion.messages;
      const of = { tenantId, channelId: portion.checkpoint.channelId };
      const isBlank = portion.blank !== null;
      messages.push(isBlank ? await worthStoring(parts, repositories, of, read) : read);
    }
    const { added, counts } = await storePortions(repositories, tenantId, batch, messages, onTaken);
    withheld = parts.content.due;
    await noteWithheld(parts, repositories, tenantId, withheld);
    const at = parts.clock.now();
    await repositories.progress.advance(
      tenantId,
      batch.map(({ checkpoint, syncStatus, fullRead }, index) => ({
        ...{ checkpoint, syncStatus, added: added[index] ?? 0, at },
        ...(fullRead !== null && { fullRead }),
      })),
    );
    // The heartbeat behind it is the first to tell.
    for (const portion of batch) noteReached(progress, portion);
    await session.noteProblem(
      repositories,
      ...batch.flatMap(({ checkpoint: { channelId }, unreadable }) =>
        unreadable.map(({ messageId, reason }) => ({
          ...{ code: UNREADABLE_MESSAGE, message: reason, channelId, messageId },
        })),
      ),
    );
    stored = counts.messagesAdded + counts.messagesUpdated;
    return counts;
  });
  parts.content.noted(withheld);
  const durationMs = parts.clock.now().getTime() - startedAt.getTime();
  parts.metrics.batchStored({ messages: stored, durationMs });
}

function noteReached(progress: ReadingProgress, { checkpoint, messages, reread }: Portion): void {
  const [first, last] = [messages[0]?.message, messages.at(-1)?.message];
  if (first === undefined || last === undefined) return;
  progress.reached(checkpoint.channelId, first.platformCreatedAt, last.platformCreatedAt);
  // Of those that were stored before, few have other reactions than then.
  if (reread !== null) return;
  progress.emojiFound(
    messages.reduce((sum, { message }) => sum + message.reactionCounts.length, 0),
  );
}

async function markThoseMissing(
  parts: SyncParts,
  repositories: Repositories,
  tenantId: TenantId,
  { reread, messages, unreadable, checkpoint: { channelId } }: Portion,
): Promise<void> {
  if (reread === null) return;
  const ids = messages.map(({ message }) => message.id);
  const came = new Set([...ids, ...unreadable.map(({ messageId }) => messageId)]);
  await markMissing(parts, repositories, tenantId, { ...reread, channelId, came });
}

/** Stores the messages of each portion; `added`: how many of each were not in the archive. */
async function storePortions(
  repositories: Repositories,
  tenantId: TenantId,
  batch: Batch,
  messages: readonly (readonly AnonymousMessage[])[],
  onTaken: () => void,
): Promise<{ readonly added: readonly number[]; readonly counts: StoredMessages }> {
  if (batch.every(({ reread }) => reread === null)) {
    const counts = await storeNewMessages(repositories, messages.flat(), onTaken);
    if (counts !== null) return { added: messages.map(({ length }) => length), counts };
  }
  onTaken();
  const counts: StoredMessages[] = [];
  for (const ofOne of messages) counts.push(await storeMessages(repositories, tenantId, ofOne));
  const total = (count: keyof StoredMessages) => counts.reduce((sum, one) => sum + one[count], 0);
  return {
    added: counts.map(({ messagesAdded }) => messagesAdded),
    counts: {
      messagesAdded: total('messagesAdded'),
      messagesUpdated: total('messagesUpdated'),
      attachments: total('attachments'),
    },
  };
}
