import {
  type FullRead,
  fullReadAfter,
  lastSeen,
  type MessageId,
  needsFullReading,
  readAfter,
} from '@annals/domain';
import type { MessagePage } from '../ports/platform-adapter.ts';
import { PlatformError } from '../ports/platform-error.ts';
import type { PendingChannel } from '../ports/sync-progress-repository.ts';
import { anonymise } from './anonymise-payload.ts';
import { Gathering } from './gathering.ts';
import { listMessages } from './list-messages.ts';
import type { Ask } from './public-channels.ts';
import type { RunSession } from './run-session.ts';
import { lookBackStart, type SyncParts } from './sync-parts.ts';
import type { Portion } from './write-batch.ts';

interface ReadingOptions {
  readonly pageSize: number;
  readonly ask: Ask;
}

/**
 * One channel on the way from its checkpoint to the newest message that the listing named, page by
 * page. The first page is asked for at once, each further one when it is told to.
 */
export class ChannelReading {
  readonly channel: PendingChannel;
  /** Behind which message it begins; null: with the first of the channel. */
  readonly after: MessageId | null;
  readonly #parts: SyncParts;
  readonly #pageSize: number;
  readonly #ask: Ask;
  readonly #gathering: Gathering;
  #next: Promise<MessagePage>;

  constructor(
    parts: SyncParts,
    session: RunSession,
    channel: PendingChannel,
    { pageSize, ask }: ReadingOptions,
  ) {
    this.channel = channel;
    this.#parts = parts;
    this.#pageSize = pageSize;
    this.#ask = ask;
    this.after = startOf(parts, session, channel);
    this.#gathering = new Gathering(parts.adapter.messageIdOrder, channel, this.after, (message) =>
      anonymise(parts, session.lease.tenantId, message),
    );
    this.#next = this.#fetch(this.after);
  }

  /** Messages that are gathered, and not taken. */
  get size(): number {
    return this.#gathering.size;
  }

  /** What is gathered weighs at least this. */
  get bytes(): number {
    return this.#gathering.bytes;
  }

  /** The page that was asked for last. */
  get next(): Promise<MessagePage> {
    return this.#next;
  }

  /** Asks for the page behind this one, which need not be added yet. */
  askBehind(page: MessagePage): void {
    this.#next = this.#fetch(page.lastId);
  }

  add(page: MessagePage): void {
    this.#gathering.add(page);
  }

  /** A page that is shorter than asked is no end; only an empty one, or the newest known message. */
  isLast({ lastId }: MessagePage): boolean {
    return lastId === null || this.#reachesNewest(lastId);
  }

  /**
   * Looks twice before an empty page is taken for the end although the platform names a message
   * that was not among those read: it may be deleted, or the page may be wrong, and then what is
   * missing would never be asked for again. Whether there was more: then that is the next page.
   */
  async findsMoreBehindEnd(): Promise<boolean> {
    const unseenId = this.#gathering.unseen(this.channel.newestMessageId);
    if (unseenId === null) return false;
    this.#next = this.#fetch(this.#gathering.lastId);
    const again = await this.#next;
    if (again.lastId !== null) return true;
    const { messageLookup } = this.#parts.adapter;
    if (messageLookup === undefined) return false;
    const isThere = await this.#ask((call) =>
      messageLookup.hasMessage(this.channel.channelId, unseenId, call),
    );
    if (!isThere) return false;
    throw new PlatformError(
      'unavailable',
      'The platform names a newest message and does not list it: the next run asks again.',
    );
  }

  /** What is gathered so far. */
  takePart(): Portion {
    return this.#take('in_progress');
  }

  /** What is gathered up to the end of the channel. */
  takeEnd(): Portion {
    this.#gathering.reachedEnd(this.channel.newestMessageId);
    return this.#take('complete');
  }

  #take(syncStatus: Portion['syncStatus']): Portion {
    const { readUpTo, ...portion } = this.#gathering.take();
    const isComplete = syncStatus === 'complete';
    const fullRead = fullReadOf(this.#parts, this.channel, { after: readUpTo, isComplete });
    return { ...portion, fullRead, syncStatus };
  }

  #fetch(after: MessageId | null): Promise<MessagePage> {
    const question = { after, limit: this.#pageSize };
    const { channelId } = this.channel;
    const page = listMessages(this.#parts.adapter, this.#ask, channelId, question);
    // Awaited later, when the batch before it is written; a failure waits with it.
    page.catch(() => {});
    return page;
  }

  #reachesNewest(lastId: MessageId): boolean {
    const { newestMessageId } = this.channel;
    const { messageIdOrder: order } = this.#parts.adapter;
    return newestMessageId !== null && order.compare(lastId, newestMessageId) >= 0;
  }
}

/** Where the news begin, and what is young; or where a full reading goes on, if that is older. */
function startOf(parts: SyncParts, session: RunSession, channel: PendingChannel): MessageId | null {
  const order = parts.adapter.messageIdOrder;
  const news = readAfter(channel, order, lookBackStart(parts, lastSeen(channel)));
  const { fullReading } = parts;
  if (fullReading === null || !needsFullReading(channel.fullRead, fullReading)) return news;
  const rest = fullReadAfter(channel.fullRead, fullReading);
  // Whoever takes this very run over has what is young behind it; a later run has not.
  if (fullReading === session.lease.runId || rest === null || news === null) return rest;
  return order.compare(rest, news) < 0 ? rest : news;
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
