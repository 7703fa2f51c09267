import type { ChannelId, PlatformChannel } from '@annals/domain';
import type { RunSession } from './run-session.ts';
import { storeThreads, type ThreadScope } from './store-listing.ts';
import type { SyncParts } from './sync-parts.ts';

/** Threads that one transaction stores: quiet channels have few each, and are many. */
const THREADS_PER_WRITE = 2_000;

/**
 * Stores what the platform's lists show, in the order in which they came, while the next list is
 * asked for. A write that fails ends the run, and lets none behind it through: a bookmark must not
 * stand for threads that are lost.
 */
export class ListingWriter {
  readonly #parts: SyncParts;
  readonly #session: RunSession;
  readonly #scope: ThreadScope;
  /** Archived threads of many channels on their way into one transaction. */
  #threads: PlatformChannel[] = [];
  /** Of the channels whose archived threads have all come. */
  #bookmarks: { readonly channelId: ChannelId; readonly bookmark: string }[] = [];
  #writing: Promise<void> = Promise.resolve();

  constructor(parts: SyncParts, session: RunSession, scope: ThreadScope) {
    this.#parts = parts;
    this.#session = session;
    this.#scope = scope;
  }

  /** Resolves once `write` has stored a list, behind all that came before. */
  store(write: () => Promise<void>): Promise<void> {
    this.#writing = this.#writing.then(write);
    this.#writing.catch((error: unknown) => {
      // Whoever asks for the next list is told at once.
      if (error instanceof Error) this.#session.interrupt(error);
    });
    return this.#writing;
  }

  /** Takes archived threads. Waits while as many as memory should hold are being stored. */
  async add(threads: readonly PlatformChannel[]): Promise<void> {
    this.#threads.push(...threads);
    if (this.#threads.length >= THREADS_PER_WRITE) await this.store(() => this.#storeThreads());
  }

  /**
   * All archived threads of a channel were added. What was not wanted is not read by this run, and an
   * archived thread behind the bookmark is never listed again: the bookmark stays where it was.
   */
  complete(channelId: ChannelId, bookmark: string): void {
    const { filter } = this.#parts;
    if (filter === null || filter.has(channelId)) this.#bookmarks.push({ channelId, bookmark });
  }

  /** Resolves once everything is stored that came. */
  end(): Promise<void> {
    return this.store(() => this.#storeThreads());
  }

  async #storeThreads(): Promise<void> {
    const { parents } = this.#scope;
    const threads = this.#threads;
    // The threads of a channel that is closed by now are not stored, and must be listed again.
    const bookmarks = this.#bookmarks.filter(({ channelId }) => parents.has(channelId));
    if (threads.length === 0 && bookmarks.length === 0) return;
    this.#threads = [];
    this.#bookmarks = [];
    const { tenantId } = this.#session.lease;
    await storeThreads(this.#parts, this.#session, threads, this.#scope, ({ progress }) =>
      progress.bookmarkArchivedThreads(tenantId, bookmarks),
    );
  }
}
