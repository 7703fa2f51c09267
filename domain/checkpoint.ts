import type { ChannelId, MessageId, RunId, TenantId } from './ids.ts';
import type { MessageIdOrder } from './message-order.ts';

/**
 * Where the archive stands with one channel.
 *
 * `pending` (news to read) → `in_progress` (a batch is committed, more may follow) → `complete`;
 * `failed` is tried again by the next run, `forbidden` and `gone` only when a listing shows the
 * channel again.
 */
export const channelSyncStatuses = [
  'pending',
  'in_progress',
  'complete',
  'failed',
  'forbidden',
  'gone',
] as const;
export type ChannelSyncStatus = (typeof channelSyncStatuses)[number];

/** The part of a channel's progress that a batch moves. */
export interface SyncCheckpoint {
  readonly channelId: ChannelId;
  /** The newest message stored. */
  readonly lastMessageId: MessageId | null;
  readonly lastMessageTimestamp: Date | null;
  /** The newest position known to hold nothing unread: at or above `lastMessageId`. */
  readonly lastCheckedId: MessageId | null;
}

/** How far the full runs of one reading have read a channel again. */
export interface FullRead {
  /** The run that began the reading: those that go on with it when it is cut short have its id. */
  readonly runId: RunId;
  /** Null: nothing of it yet. */
  readonly after: MessageId | null;
  /** Apart from `syncStatus`, which runs that read the news alone change meanwhile. */
  readonly isComplete: boolean;
}

/** Messages of a channel that were stored while the platform withheld what they say. */
export interface WithheldStretch {
  /** Null: from the first message. */
  readonly after: MessageId | null;
  readonly upTo: MessageId;
}

export interface SyncProgress extends SyncCheckpoint {
  readonly tenantId: TenantId;
  readonly syncStatus: ChannelSyncStatus;
  /** The platform's newest message at the last listing; may be deleted; null when it names none. */
  readonly newestMessageId: MessageId | null;
  /** Opaque to the core: up to where the channel's archived threads are listed completely. */
  readonly archivedThreadsBookmark: string | null;
  /** Of the full reading that last came to the channel; null when none did. */
  readonly fullRead: FullRead | null;
  /** What came blank and must be read again; null when nothing did. */
  readonly withheld: WithheldStretch | null;
  readonly totalMessagesSynced: number;
  /** When reading last came to something newer, or to the end, or failed. */
  readonly lastSyncAttempt: Date | null;
  readonly lastSuccessfulSync: Date | null;
  /** Failed attempts in a row. */
  readonly errorCount: number;
  readonly lastError: string | null;
}

/**
 * When a channel's stored messages were last seen as they are on the platform; null: never. A reading
 * that was cut short counts once it came to what was sent since the one before: what was young then,
 * it has seen on its way there.
 */
export function lastSeen({
  lastMessageTimestamp,
  lastSuccessfulSync,
  lastSyncAttempt,
  errorCount,
}: Pick<
  SyncProgress,
  'lastMessageTimestamp' | 'lastSuccessfulSync' | 'lastSyncAttempt' | 'errorCount'
>): Date | null {
  const isAnythingNewer =
    lastSuccessfulSync === null ||
    (lastMessageTimestamp !== null && lastMessageTimestamp > lastSuccessfulSync);
  if (!isAnythingNewer) return lastSuccessfulSync;
  // An attempt that failed has seen nothing; but what is stored was seen no earlier than it was sent.
  return errorCount === 0 ? lastSyncAttempt : lastMessageTimestamp;
}

/**
 * Whether a channel must be read: it was never read to its end, the platform names a newer message
 * than the newest position checked, or its newest message is young enough to be looked at again.
 */
export function needsReading(
  progress: SyncProgress | null,
  newestMessageId: MessageId | null,
  order: MessageIdOrder,
  lookBackFrom: Date,
): boolean {
  if (progress === null || progress.syncStatus !== 'complete') return true;
  const { lastMessageTimestamp } = progress;
  if (lastMessageTimestamp !== null && lastMessageTimestamp >= lookBackFrom) return true;
  if (newestMessageId === null) return false;
  if (progress.lastCheckedId === null) return true;
  return order.compare(newestMessageId, progress.lastCheckedId) > 0;
}

/**
 * A message may become visible a little after one with a higher id, so reading starts this long
 * before the checkpoint and stores again, unchanged, what it meets there.
 */
export const OVERLAP_MS = 10_000;

/**
 * The position to read after, or null to read from the channel's first message: the checkpoint
 * with its overlap, or the beginning of what is to be looked at again, whichever is older.
 */
export function readAfter(
  checkpoint: SyncCheckpoint,
  order: MessageIdOrder,
  lookBackFrom: Date,
): MessageId | null {
  const { lastMessageTimestamp, lastCheckedId } = checkpoint;
  if (lastCheckedId === null) return null;
  const starts = [lastCheckedId, order.justBefore(lookBackFrom)];
  if (lastMessageTimestamp !== null) {
    starts.push(order.justBefore(new Date(lastMessageTimestamp.getTime() - OVERLAP_MS)));
  }
  return starts.reduce((oldest, start) => (order.compare(start, oldest) < 0 ? start : oldest));
}

/** Whether a full reading has yet to come to a channel, or to its end. */
export function needsFullReading(fullRead: FullRead | null, readingId: RunId): boolean {
  return fullRead?.runId !== readingId || !fullRead.isComplete;
}

/** The position that a full reading goes on after, or null to read from the first message. */
export function fullReadAfter(fullRead: FullRead | null, readingId: RunId): MessageId | null {
  return fullRead?.runId === readingId ? fullRead.after : null;
}

/** The stretch that holds both. */
export function wholeStretch(
  known: WithheldStretch | null,
  added: WithheldStretch,
  order: MessageIdOrder,
): WithheldStretch {
  if (known === null) return added;
  const { upTo } = order.compare(known.upTo, added.upTo) > 0 ? known : added;
  if (known.after === null || added.after === null) return { after: null, upTo };
  const { after } = order.compare(known.after, added.after) < 0 ? known : added;
  return { after, upTo };
}
