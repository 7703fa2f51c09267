import type { ChannelCounts, ChannelId, MessageId, MessageIdOrder } from '@annals/domain';
import type { Clock } from '../ports/clock.ts';

/** A run's percent up to which messages count; what is left is for who reacted. */
const MESSAGES_PERCENT = 90;

/** Before this part of the channels is read, how long the rest takes is a guess. */
const LEAST_READ = 0.01;
/** The same of messages that were asked about: one may have one reaction, another pages of them. */
const LEAST_ASKED = 10;

/** Where a channel is being read from, and where its news ends, in Unix milliseconds. */
interface Stretch {
  readonly name: string;
  readonly sinceMs: number;
  /** Null until something of the channel is stored. */
  fromMs: number | null;
  readonly untilMs: number | null;
  atMs: number | null;
}

/** Messages of which a run asks who reacted. */
interface Asking {
  readonly sinceMs: number;
  readonly total: number;
  asked: number;
}

/**
 * How far a run is, told from where each channel's checkpoint stands in time between the first
 * and the last of what it reads: the number of messages that are still to come nobody knows.
 * How long it will take is told from how fast this worker does what it is at.
 */
export class ReadingProgress {
  readonly #clock: Clock;
  readonly #sinceMs: number;
  readonly #reading = new Map<ChannelId, Stretch>();
  readonly #readsReactions: boolean;
  /** Since this began. */
  #requests = 0;
  /** On new messages: who reacted is to be asked of each. */
  #emoji = 0;
  #asking: Asking | null = null;

  constructor(clock: Clock, { readsReactions }: { readonly readsReactions: boolean }) {
    this.#clock = clock;
    this.#sinceMs = clock.now().getTime();
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
    const sinceMs = this.#clock.now().getTime();
    const untilMs = msOf(newestMessageId);
    this.#reading.set(channelId, { name, sinceMs, fromMs, untilMs, atMs: fromMs });
  }

  /** A batch is stored: from its first message to its last. */
  reached(channelId: ChannelId, first: Date, last: Date): void {
    const stretch = this.#reading.get(channelId);
    if (stretch === undefined) return;
    stretch.fromMs ??= first.getTime();
    stretch.atMs = last.getTime();
  }

  /** So many emoji stood on new messages of a batch. */
  emojiFound(count: number): void {
    this.#emoji += count;
  }

  requestSent(): void {
    this.#requests += 1;
  }

  end(channelId: ChannelId): void {
    this.#reading.delete(channelId);
  }

  /** All messages are read; now it is asked who reacted to so many of them. */
  beginReactions(total: number): void {
    this.#asking = { sinceMs: this.#clock.now().getTime(), total, asked: 0 };
  }

  /** One of them was asked about. */
  asked(): void {
    if (this.#asking !== null) this.#asking.asked += 1;
  }

  /** From 0 to 100. `before`: how far earlier workers came; this one has the rest before it. */
  percent(counts: ChannelCounts, before: number): number {
    const messagesEnd = this.#readsReactions ? Math.max(before, MESSAGES_PERCENT) : 100;
    const messages = (messagesEnd - before) * this.#readOf(counts);
    return before + messages + (100 - messagesEnd) * askedOf(this.#asking);
  }

  /**
   * When the run will end; null while that cannot be told. While messages are read, those to come are
   * taken to have as many emoji as those before, and each question to take as long as a request so far.
   */
  expectedEnd(counts: ChannelCounts): Date | null {
    const nowMs = this.#clock.now().getTime();
    const left = this.#msLeft(counts, nowMs);
    return left === null ? null : new Date(nowMs + left);
  }

  #msLeft(counts: ChannelCounts, nowMs: number): number | null {
    if (this.#asking !== null) return this.#msOfQuestions(this.#asking, nowMs);
    const channels = this.#msOfChannels(counts, nowMs);
    if (channels === null || !this.#readsReactions) return channels;
    return channels + (this.#emoji / this.#readOf(counts)) * this.#msOfRequest(nowMs);
  }

  #msOfQuestions(asking: Asking, nowMs: number): number {
    const { total, asked, sinceMs } = asking;
    if (asked >= LEAST_ASKED || asked >= total) return restOf(nowMs - sinceMs, askedOf(asking));
    return Math.max(total, this.#emoji) * this.#msOfRequest(nowMs);
  }

  #msOfRequest(nowMs: number): number {
    return this.#requests === 0 ? 0 : (nowMs - this.#sinceMs) / this.#requests;
  }

  /** What is begun goes on as it began; what waits is as long as what came before. */
  #msOfChannels(counts: ChannelCounts, nowMs: number): number | null {
    const read = this.#readOf(counts);
    if (read < LEAST_READ) return null;
    if (read === 1) return 0;
    const toRead = counts.total - counts.skipped;
    const begun = [...this.#reading.values()].filter((stretch) => partOf(stretch) > 0);
    const own = begun.map((stretch) => restOf(nowMs - stretch.sinceMs, partOf(stretch)));
    const waiting = Math.max(0, toRead - counts.done - counts.failed - begun.length);
    const msOfOne = (nowMs - this.#sinceMs) / (read * toRead);
    return Math.max(0, ...own) + waiting * msOfOne;
  }

  /** The part of the channels that is read, from 0 to 1. */
  #readOf({ total, done, skipped, failed }: ChannelCounts): number {
    const toRead = total - skipped;
    const parts = [...this.#reading.values()].map(partOf).reduce((sum, part) => sum + part, 0);
    return toRead <= 0 ? 1 : Math.min(1, (done + failed + parts) / toRead);
  }
}

function partOf({ fromMs, untilMs, atMs }: Stretch): number {
  if (fromMs === null || untilMs === null || atMs === null || untilMs <= fromMs) return 0;
  return Math.min(1, Math.max(0, (atMs - fromMs) / (untilMs - fromMs)));
}

function askedOf(asking: Asking | null): number {
  if (asking === null) return 0;
  return asking.total === 0 ? 1 : Math.min(1, asking.asked / asking.total);
}

/** How long the rest takes when a part, above 0, took so long. */
function restOf(ms: number, part: number): number {
  return (ms * (1 - part)) / part;
}
