import {
  type MessageId,
  type MessageIdOrder,
  newerMessageId,
  type PlatformMessage,
  type SyncCheckpoint,
  type WithheldStretch,
} from '@annals/domain';
import type { MessagePage, UnreadableMessage } from '../ports/platform-adapter.ts';
import type { AnonymousMessage } from './anonymise-payload.ts';
import type { Portion } from './write-batch.ts';

/** Pages of one channel on their way into a batch, and the checkpoint behind them. */
export class Gathering {
  readonly #order: MessageIdOrder;
  readonly #anonymise: (message: PlatformMessage) => AnonymousMessage;
  #checkpoint: SyncCheckpoint;
  #messages: AnonymousMessage[] = [];
  /** A message came that is not newer than the one before it: it may be there already. */
  #mayRepeat = false;
  #unreadable: UnreadableMessage[] = [];
  #bytes = 0;
  #lastId: MessageId | null;
  /** The end of what was taken. */
  #takenUpTo: MessageId | null;
  /** Behind it nothing was stored before. */
  readonly #storedUpTo: MessageId | null;
  #isAtEnd = false;
  /** What came from pages that show nothing of what people wrote. */
  #blank: WithheldStretch | null = null;

  /**
   * `startId`: the position that reading begins after; null from the first message. `anonymise`
   * is asked as soon as a page is here: the database has the batch before it to write meanwhile.
   */
  constructor(
    order: MessageIdOrder,
    checkpoint: SyncCheckpoint,
    startId: MessageId | null,
    anonymise: (message: PlatformMessage) => AnonymousMessage,
  ) {
    this.#order = order;
    this.#anonymise = anonymise;
    this.#checkpoint = checkpoint;
    this.#lastId = startId;
    this.#takenUpTo = startId;
    this.#storedUpTo = checkpoint.lastMessageId;
  }

  get size(): number {
    return this.#messages.length + this.#unreadable.length;
  }

  /** What was gathered weighs at least this. */
  get bytes(): number {
    return this.#bytes;
  }

  add(page: MessagePage): void {
    this.#bytes += page.bytes ?? 0;
    for (const message of page.messages) this.#gather(message);
    this.#unreadable.push(...page.unreadable);
    if (page.content !== 'shown' && page.lastId !== null) {
      const after = this.#blank === null ? this.#lastId : this.#blank.after;
      this.#blank = { after, upTo: page.lastId };
    }
    this.#lastId = page.lastId ?? this.#lastId;
    const { lastMessageId, lastCheckedId } = this.#checkpoint;
    const newest = page.messages.at(-1);
    this.#checkpoint = {
      ...this.#checkpoint,
      lastCheckedId: newerMessageId(this.#order, lastCheckedId, page.lastId),
    };
    if (newest === undefined) return;
    if (lastMessageId !== null && this.#order.compare(newest.id, lastMessageId) <= 0) return;
    this.#checkpoint = {
      ...this.#checkpoint,
      lastMessageId: newest.id,
      lastMessageTimestamp: newest.createdAt,
    };
  }

  /** The newest position seen; null when nothing was. */
  get lastId(): MessageId | null {
    return this.#lastId;
  }

  /** The listed newest message when it was not among those read. */
  unseen(newestMessageId: MessageId | null): MessageId | null {
    const { lastCheckedId } = this.#checkpoint;
    if (newestMessageId === null) return null;
    if (lastCheckedId === null) return newestMessageId;
    return this.#order.compare(newestMessageId, lastCheckedId) > 0 ? newestMessageId : null;
  }

  /** The listed newest message is read, or is deleted: either way it is no news any more. */
  reachedEnd(newestMessageId: MessageId | null): void {
    const { lastCheckedId } = this.#checkpoint;
    this.#isAtEnd = true;
    this.#checkpoint = {
      ...this.#checkpoint,
      lastCheckedId: newerMessageId(this.#order, lastCheckedId, newestMessageId),
    };
  }

  /** What was gathered since the last time. */
  take(): Omit<Portion, 'fullRead' | 'syncStatus'> & { readonly readUpTo: MessageId | null } {
    const { channelId, lastMessageId, lastMessageTimestamp, lastCheckedId } = this.#checkpoint;
    const taken = {
      messages: this.#mayRepeat ? lastOfEach(this.#messages) : this.#messages,
      unreadable: this.#unreadable,
      checkpoint: { channelId, lastMessageId, lastMessageTimestamp, lastCheckedId },
      reread: this.#reread(),
      blank: this.#blank,
      readUpTo: this.#lastId,
    };
    this.#takenUpTo = this.#lastId;
    this.#messages = [];
    this.#mayRepeat = false;
    this.#unreadable = [];
    this.#bytes = 0;
    this.#blank = null;
    return taken;
  }

  #gather(message: PlatformMessage): void {
    const before = this.#messages.at(-1)?.message.id;
    this.#mayRepeat ||= before !== undefined && this.#order.compare(message.id, before) <= 0;
    this.#messages.push(this.#anonymise(message));
  }

  /** Null where nothing can have been stored before. */
  #reread(): Portion['reread'] {
    const after = this.#takenUpTo;
    if (this.#storedUpTo === null) return null;
    if (after !== null && this.#order.compare(after, this.#storedUpTo) >= 0) return null;
    return { after, upTo: this.#isAtEnd ? null : this.#lastId };
  }
}

/** Each message as it came last. */
function lastOfEach(messages: readonly AnonymousMessage[]): AnonymousMessage[] {
  return [...new Map(messages.map((one) => [one.message.id, one])).values()];
}
