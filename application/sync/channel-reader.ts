import type { MessagePage } from '../ports/platform-adapter.ts';
import type { PlatformError } from '../ports/platform-error.ts';
import type { PendingChannel } from '../ports/sync-progress-repository.ts';
import { BatchWriter } from './batch-writer.ts';
import { ChannelReading } from './channel-reading.ts';
import { concernsOneChannel } from './concerns-one-channel.ts';
import { judgePage } from './judge-content.ts';
import type { Ask } from './public-channels.ts';
import type { ReadingProgress } from './reading-progress.ts';
import type { RunSession } from './run-session.ts';
import type { SyncParts } from './sync-parts.ts';

/** The most that platforms give at once. */
const PAGE_SIZE = 100;
/** Pages that weigh more are rare, and four of them are a batch. */
const HEAVY_PAGE_BYTES = 1024 * 1024;

/** Where a reader finds its channels and tells of them. */
export interface Channels {
  readonly progress: ReadingProgress;
  /** The next one to read; null when there is none. */
  next(): Promise<PendingChannel | null>;
  /** The way to ask the platform about one. */
  askOf(channel: PendingChannel): Ask;
  /** Called when one could not be read to its end, once what was read of it is stored. */
  failed(channel: PendingChannel, error: PlatformError): Promise<void>;
}

/**
 * Reads channels one after the other, page by page, and has them stored batch by batch.
 *
 * While a batch is written the next one is gathered; while a page is worked on the next one is on its
 * way, be it of the next channel: two batches and two pages are in memory at most. Of heavy pages it is
 * one, which is stored before the next is asked for. When reading breaks off, what was read is stored
 * first.
 */
export class ChannelReader {
  readonly #parts: SyncParts;
  readonly #session: RunSession;
  readonly #channels: Channels;
  readonly #pageSize: number;
  readonly #writer: BatchWriter;
  /** The channel behind the one that is read, whose first page is on its way. */
  #upcoming: ChannelReading | null = null;

  constructor(parts: SyncParts, session: RunSession, channels: Channels) {
    this.#parts = parts;
    this.#session = session;
    this.#channels = channels;
    this.#pageSize = Math.min(PAGE_SIZE, parts.settings.batchSize);
    this.#writer = new BatchWriter(parts, session, channels.progress, { pageSize: this.#pageSize });
  }

  /**
   * Resolves once every channel is read and stored, or told as failed. Rejects with what ends the
   * run; other readers of the session stop then, too.
   */
  async readAll(): Promise<void> {
    let reading: ChannelReading | null = null;
    const end = new AbortController();
    this.#writer.flushPeriodically(end.signal);
    try {
      for (;;) {
        reading = this.#upcoming ?? (await this.#open());
        this.#upcoming = null;
        if (reading === null) break;
        await this.#readOne(reading);
      }
      await this.#writer.flush(null);
    } catch (error) {
      // The others stop at their next page; the first reason is the one that counts.
      if (error instanceof Error) this.#session.interrupt(error);
      await this.#writer.flush(reading).catch(() => {});
      throw error;
    } finally {
      end.abort();
    }
  }

  /** The next channel, its first page asked for. */
  async #open(): Promise<ChannelReading | null> {
    this.#session.signal.throwIfAborted();
    const channel = await this.#channels.next();
    if (channel === null) return null;
    const reading = new ChannelReading(this.#parts, this.#session, channel, {
      pageSize: this.#pageSize,
      ask: this.#channels.askOf(channel),
    });
    const { channelId, newestMessageId } = channel;
    const stretch = { channelId, after: reading.after, newestMessageId };
    const name = channel.listed?.name ?? channelId;
    this.#channels.progress.begin(stretch, name, this.#parts.adapter.messageIdOrder);
    return reading;
  }

  async #readOne(reading: ChannelReading): Promise<void> {
    try {
      await this.#readToEnd(reading);
    } catch (error) {
      if (!concernsOneChannel(error)) throw error;
      await this.#writer.flush(reading);
      await this.#channels.failed(reading.channel, error);
      this.#channels.progress.end(reading.channel.channelId);
    }
  }

  async #readToEnd(reading: ChannelReading): Promise<void> {
    for (;;) {
      const page = await reading.next;
      const isLast = reading.isLast(page);
      const isHeavy = (page.bytes ?? 0) >= HEAVY_PAGE_BYTES;
      if (!isHeavy) await this.#askBehind(reading, page);
      await judgePage(this.#parts, this.#session, page);
      await requestsAreSent();
      reading.add(page);
      const isEnd = isLast && !(await reading.findsMoreBehindEnd());
      if (isEnd) await this.#writer.ended(reading);
      else await this.#writer.gathered(reading);
      if (isHeavy) {
        await this.#writer.settled();
        if (!isLast) reading.askBehind(page);
      }
      if (isEnd) return;
    }
  }

  /** Has something under way while the page is worked on: the next one, or the next channel's first. */
  async #askBehind(reading: ChannelReading, page: MessagePage): Promise<void> {
    if (!reading.isLast(page)) reading.askBehind(page);
    // What looks like the end of a channel is looked at twice when its newest message did not come.
    else if (page.lastId !== null) this.#upcoming = await this.#open();
  }
}

/** Resolves once what was asked before is on its way: a page is worked on in one go. */
function requestsAreSent(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
