import type { ChannelReading } from './channel-reading.ts';
import type { ReadingProgress } from './reading-progress.ts';
import type { RunSession } from './run-session.ts';
import type { SyncParts } from './sync-parts.ts';
import { type Batch, type Portion, writeBatch } from './write-batch.ts';

/**
 * The first batch holds no more, and each one twice as much as the one before until it is full: else the
 * store would have nothing to do for as long as it takes to read thousands of messages.
 */
const FIRST_BATCH_SIZE = 1_000;
/** A batch that weighs more takes no further page: memory holds two, and each several times over. */
const BATCH_BYTES = 4 * 1024 * 1024;
/** Channels that a batch holds at most. */
const BATCH_CHANNELS = 100;
/**
 * What was gathered waits this long at most for more: where the platform is slow a batch is small, and
 * little is read again after a crash; where it is fast a batch is as large as it may be.
 */
const GATHERING_MS = 2_000;

/**
 * Brings what one reader reads into the store, batch by batch, each committed behind the one before.
 * A batch holds a stretch of a large channel, or small channels whole: a transaction for each of
 * those would take as long as their messages.
 */
export class BatchWriter {
  readonly #parts: SyncParts;
  readonly #session: RunSession;
  readonly #progress: ReadingProgress;
  readonly #pageSize: number;
  /** The last batch on its way, behind all others. It rejects, for good, with what one failed with. */
  #written: Promise<void> = Promise.resolve();
  #underWay = 0;
  /** Messages that the next batch holds at most. */
  #batchSize: number;
  /** When the last batch was begun, or the first one could have been. */
  #begunAt: Date;
  /** What channels ended with, and waits for a full batch. */
  #ends: Portion[] = [];
  #endsSize = 0;
  #endsBytes = 0;

  constructor(
    parts: SyncParts,
    session: RunSession,
    progress: ReadingProgress,
    { pageSize }: { readonly pageSize: number },
  ) {
    this.#parts = parts;
    this.#session = session;
    this.#progress = progress;
    this.#pageSize = pageSize;
    this.#batchSize = Math.min(FIRST_BATCH_SIZE, parts.settings.batchSize);
    this.#begunAt = parts.clock.now();
  }

  /** Until `signal` is aborted, stores what channels ended with when nothing else is being written. */
  flushPeriodically(signal: AbortSignal): void {
    const round = async () => {
      if (this.#underWay > 0) return;
      // A write that fails is told to whoever reads on.
      await this.#begin(null).catch(() => {});
    };
    this.#parts.clock.repeat(GATHERING_MS, round, signal);
  }

  /**
   * Begins to store what is gathered, behind the batch before, once another page would be too much or
   * what came first has waited long enough.
   */
  async gathered(reading: ChannelReading): Promise<void> {
    if (this.#isFull(reading) || this.#hasWaited) await this.#begin(reading.takePart());
  }

  /** Takes the end of a channel over, to store it with what comes next of others. */
  async ended(reading: ChannelReading): Promise<void> {
    this.#endsSize += reading.size;
    this.#endsBytes += reading.bytes;
    this.#ends.push(reading.takeEnd());
    if (this.#isFull(null)) await this.#begin(null);
  }

  /** Resolves once everything is stored that was read, of this channel and of those before it. */
  async flush(reading: ChannelReading | null): Promise<void> {
    await this.#begin(reading !== null && reading.size > 0 ? reading.takePart() : null);
    await this.settled();
  }

  /** Resolves once nothing is on its way. */
  settled(): Promise<void> {
    return this.#written;
  }

  get #hasWaited(): boolean {
    return this.#parts.clock.now().getTime() - this.#begunAt.getTime() >= GATHERING_MS;
  }

  #isFull(reading: ChannelReading | null): boolean {
    const size = this.#endsSize + (reading?.size ?? 0);
    const bytes = this.#endsBytes + (reading?.bytes ?? 0);
    return (
      size + this.#pageSize > this.#batchSize ||
      bytes >= BATCH_BYTES ||
      this.#ends.length >= BATCH_CHANNELS
    );
  }

  /**
   * Resolves once the store has taken the batch: a page worked on meanwhile would keep it waiting for
   * rows, and it has the longer way. Rejects when a batch before it could not be stored.
   */
  #begin(part: Portion | null): Promise<void> {
    const batch = part === null ? this.#ends : [...this.#ends, part];
    this.#ends = [];
    this.#endsSize = 0;
    this.#endsBytes = 0;
    const before = this.#written;
    if (batch.length === 0) return before;
    this.#begunAt = this.#parts.clock.now();
    this.#batchSize = Math.min(2 * this.#batchSize, this.#parts.settings.batchSize);
    this.#underWay += 1;
    const taken = Promise.withResolvers<void>();
    // Behind one that failed none is stored: its checkpoint would stand for rows that are not there.
    this.#written = before
      .then(() => this.#write(batch, taken.resolve))
      .finally(() => {
        this.#underWay -= 1;
        taken.resolve();
      });
    // Waits until somebody begins the next one, or for the end.
    this.#written.catch(() => {});
    return before.then(() => taken.promise);
  }

  async #write(batch: Batch, onTaken: () => void): Promise<void> {
    await writeBatch(this.#parts, this.#session, this.#progress, batch, onTaken);
    for (const { checkpoint, syncStatus } of batch) {
      if (syncStatus !== 'complete') continue;
      this.#session.countChannels({ done: 1 });
      this.#progress.end(checkpoint.channelId);
    }
  }
}
