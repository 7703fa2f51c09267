import type { ChannelCounts, ChannelId, MessageId, MessageIdOrder } from '@annals/domain';

/** A run's percent up to which messages count; what is left is for who reacted. */
const MESSAGES_PERCENT = 90;

/** Where a channel is being read from, and where its news ends, in Unix milliseconds. */
interface Stretch {
  readonly name: string;
  /** Null until something of the channel is stored. */
  fromMs: number | null;
  readonly untilMs: number | null;
  atMs: number | null;
}

/**
 * How far a run is, told from where each channel's checkpoint stands in time between the first
 * and the last of what it reads: the number of messages that are still to come nobody knows.
 */
export class ReadingProgress {
  readonly #reading = new Map<ChannelId, Stretch>();
  readonly #readsReactions: boolean;
  #reactionsPart = 0;

  constructor({ readsReactions }: { readonly readsReactions: boolean }) {
    this.#readsReactions = readsReactions;
  }

  /** The name, as stored, of a channel that is being read; null between channels. */
  get currentChannel(): string | null {
    return this.#reading.values().next().value?.name ?? null;
  }

  /** `after`: what is read begins behind this message; null: with the first of the channel. */
  begin(
    channel: {
      readonly channelId: ChannelId;
      readonly after: MessageId | null;
      readonly newestMessageId: MessageId | null;
    },
    name: string,
    order: MessageIdOrder,
  ): void {
    const { channelId, after, newestMessageId } = channel;
    const msOf = (id: MessageId | null) => (id && order.timeOf(id))?.getTime() ?? null;
    const fromMs = msOf(after);
    this.#reading.set(channelId, { name, fromMs, untilMs: msOf(newestMessageId), atMs: fromMs });
  }

  /** A batch is stored: from its first message to its last. */
  reached(channelId: ChannelId, first: Date, last: Date): void {
    const stretch = this.#reading.get(channelId);
    if (stretch === undefined) return;
    stretch.fromMs ??= first.getTime();
    stretch.atMs = last.getTime();
  }

  end(channelId: ChannelId): void {
    this.#reading.delete(channelId);
  }

  /** Who reacted is known of this part, from 0 to 1, of the messages to ask about. */
  reactionsReached(part: number): void {
    this.#reactionsPart = Math.min(1, Math.max(0, part));
  }

  /** From 0 to 100. */
  percent({ total, done, skipped, failed }: ChannelCounts): number {
    const toRead = total - skipped;
    const parts = [...this.#reading.values()].map(partOf).reduce((sum, part) => sum + part, 0);
    const messages = toRead <= 0 ? 1 : Math.min(1, (done + failed + parts) / toRead);
    if (!this.#readsReactions) return 100 * messages;
    return MESSAGES_PERCENT * messages + (100 - MESSAGES_PERCENT) * this.#reactionsPart;
  }
}

function partOf({ fromMs, untilMs, atMs }: Stretch): number {
  if (fromMs === null || untilMs === null || atMs === null || untilMs <= fromMs) return 0;
  return Math.min(1, Math.max(0, (atMs - fromMs) / (untilMs - fromMs)));
}
