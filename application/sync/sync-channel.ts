import {
  type ChannelId,
  type FullRead,
  fullReadAfter,
  type MessageId,
  type MessageIdOrder,
  needsFullReading,
  readAfter,
} from '@annals/domain';
import type { MessagePage } from '../ports/platform-adapter.ts';
import { PlatformError } from '../ports/platform-error.ts';
import type { PendingChannel } from '../ports/sync-progress-repository.ts';
import { anonymise } from './anonymise-payload.ts';
import { Gathering } from './gathering.ts';
import type { ReadingProgress } from './reading-progress.ts';
import { withRetries } from './retry-policy.ts';
import type { RunSession } from './run-session.ts';
import { lookBackStart, type SyncParts } from './sync-parts.ts';
import { weighPage } from './withheld-content.ts';
import { writeBatch } from './write-batch.ts';
import { WriteQueue } from './write-queue.ts';

/** The most that platforms give at once. */
const PAGE_SIZE = 100;
/** A batch that weighs more takes no further page: memory holds two, and each several times over. */
const BATCH_BYTES = 4 * 1024 * 1024;

/** Where the reading of a channel is told of. */
export interface Reading {
  readonly progress: ReadingProgress;
  /** Called once nothing more is asked of the platform; the last batch may still be written. */
  isOver(): void;
}

/**
 * Reads one channel from its checkpoint to the newest message that the listing named, page by
 * page, and stores it batch by batch, each committed behind the one before.
 *
 * While a batch is written the next one is gathered, and while the end of it is committed the rows of
 * the next go in already; while a page is worked on the next one is on its way: two batches and two
 * pages are in memory at most. Of heavy pages it is one, which is stored before the next is asked
 * for. When reading breaks off, what was read is stored first.
 */
export async function syncChannel(
  parts: SyncParts,
  session: RunSession,
  channel: PendingChannel,
  reading: Reading,
): Promise<void> {
  const { adapter, settings } = parts;
  const order = adapter.messageIdOrder;
  const limit = Math.min(PAGE_SIZE, settings.batchSize);
  const fetch = (after: MessageId | null) => {
    const page = withRetries(parts.clock, session.signal, async () => {
      session.signal.throwIfAborted();
      const answer = await adapter.listMessages(channel.channelId, { after, limit }, session.call);
      refuseRepetition(answer, after, order);
      return answer;
    });
    // Awaited later, when the batch before it is written; a failure waits with it.
    page.catch(() => {});
    return page;
  };

  const startId = startOf(parts, session, channel);
  const gathering = new Gathering(order, channel, startId, (message) =>
    anonymise(parts, session.lease.tenantId, message),
  );
  const writes = new WriteQueue();
  const storing: Storing = { channel, gathering, progress: reading.progress, writes };
  let next = fetch(startId);
  for (;;) {
    const page = await orStoreFirst(next, () => store(parts, session, storing, 'in_progress'));
    const isEnd = isLast(page, channel, order);
    const isHeavy = (page.bytes ?? 0) >= BATCH_BYTES / 4;
    // Behind a batch that is full and one that is not stored yet nothing more is asked for.
    await writes.room();
    // Under way while this page is worked on.
    if (!isEnd && !isHeavy) next = fetch(page.lastId);
    await weighPage(parts, session, page);
    await questionsAreOut();
    gathering.add(page);
    if (isEnd) {
      const more = await orStoreFirst(
        moreAfterAll(parts, session, gathering.unseen(channel.newestMessageId), {
          channelId: channel.channelId,
          askAgain: () => fetch(gathering.lastId),
        }),
        () => store(parts, session, storing, 'in_progress'),
      );
      if (more !== null) {
        next = Promise.resolve(more);
        continue;
      }
      gathering.reachedEnd(channel.newestMessageId);
      reading.isOver();
      return await store(parts, session, storing, 'complete');
    }
    if (gathering.size + limit > settings.batchSize || gathering.bytes >= BATCH_BYTES) {
      await beginToStore(parts, session, storing, 'in_progress');
    }
    if (isHeavy) {
      await writes.end();
      next = fetch(page.lastId);
    }
  }
}

/** Resolves once what was asked before is on its way: a page is worked on in one go. */
function questionsAreOut(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Where the news begin, and what is young; or where a full reading goes on, if that is older. */
function startOf(parts: SyncParts, session: RunSession, channel: PendingChannel): MessageId | null {
  const order = parts.adapter.messageIdOrder;
  const news = readAfter(channel, order, lookBackStart(parts));
  const { fullReading } = parts;
  if (fullReading === null || !needsFullReading(channel.fullRead, fullReading)) return news;
  const rest = fullReadAfter(channel.fullRead, fullReading);
  // Whoever takes this very run over has what is young behind it; a later run has not.
  if (fullReading === session.lease.runId || rest === null || news === null) return rest;
  return order.compare(rest, news) < 0 ? rest : news;
}

/**
 * Looks twice before an empty page is taken for the end although the platform names a message
 * that was not among those read: it may be deleted, or the page may be wrong, and then what is
 * missing would never be asked for again. The page that comes the second time, or null at the end.
 */
async function moreAfterAll(
  parts: SyncParts,
  session: RunSession,
  unseenId: MessageId | null,
  channel: { readonly channelId: ChannelId; askAgain(): Promise<MessagePage> },
): Promise<MessagePage | null> {
  if (unseenId === null) return null;
  const again = await channel.askAgain();
  if (again.lastId !== null) return again;
  const { messageLookup } = parts.adapter;
  if (messageLookup === undefined) return null;
  const isThere = await withRetries(parts.clock, session.signal, () =>
    messageLookup.hasMessage(channel.channelId, unseenId, session.call),
  );
  if (!isThere) return null;
  throw new PlatformError(
    'unavailable',
    'The platform names a newest message and does not list it: the next run asks again.',
  );
}

/** From a page that ends where it was to begin, or before, one would go on for ever. */
function refuseRepetition(
  { lastId }: MessagePage,
  after: MessageId | null,
  order: MessageIdOrder,
): void {
  if (lastId === null || after === null || order.compare(lastId, after) > 0) return;
  throw new PlatformError('unavailable', 'The platform repeats messages and does not go on.');
}

/** A page that is shorter than asked is no end; only an empty one, or the newest known message. */
function isLast(page: MessagePage, channel: PendingChannel, order: MessageIdOrder): boolean {
  if (page.lastId === null) return true;
  const { newestMessageId } = channel;
  return newestMessageId !== null && order.compare(page.lastId, newestMessageId) >= 0;
}

/** The page, or its error once the pages before it are stored. */
async function orStoreFirst<T>(page: Promise<T>, storeGathered: () => Promise<void>): Promise<T> {
  try {
    return await page;
  } catch (error) {
    await storeGathered();
    throw error;
  }
}

/** What is read of one channel, on its way to the store. */
interface Storing {
  readonly channel: PendingChannel;
  readonly gathering: Gathering;
  readonly progress: ReadingProgress;
  readonly writes: WriteQueue;
}

/** Stores what was gathered, behind everything before it. */
async function store(
  parts: SyncParts,
  session: RunSession,
  storing: Storing,
  syncStatus: 'in_progress' | 'complete',
): Promise<void> {
  await beginToStore(parts, session, storing, syncStatus);
  await storing.writes.end();
}

/** Resolves once writing has begun. */
async function beginToStore(
  parts: SyncParts,
  session: RunSession,
  storing: Storing,
  syncStatus: 'in_progress' | 'complete',
): Promise<void> {
  const { channel, gathering, progress, writes } = storing;
  if (syncStatus === 'in_progress' && gathering.size === 0) return;
  const batch = gathering.take();
  const messages = [...batch.messages.values()];
  const [first, last] = [messages[0]?.message, messages.at(-1)?.message];
  const fullRead = fullReadOf(parts, channel, {
    after: batch.readUpTo,
    isComplete: syncStatus === 'complete',
  });
  // What is stored already, or may wait for somebody to look at it, is touched alone.
  const besides = batch.isAhead && batch.reread === null && batch.blank === null;
  await writes.begin(
    (before) =>
      writeBatch(parts, session, { ...batch, syncStatus, fullRead }, async () => {
        await before;
        if (first === undefined || last === undefined) return;
        const { channelId } = batch.checkpoint;
        progress.reached(channelId, first.platformCreatedAt, last.platformCreatedAt);
      }),
    { besides },
  );
}

/** Null where no full reading is under way, or it is through with the channel. */
function fullReadOf(
  { fullReading }: SyncParts,
  channel: PendingChannel,
  read: Omit<FullRead, 'runId'>,
): FullRead | null {
  if (fullReading === null || !needsFullReading(channel.fullRead, fullReading)) return null;
  return { runId: fullReading, ...read };
}
