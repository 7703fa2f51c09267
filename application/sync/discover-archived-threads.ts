import type { ChannelId, PlatformChannel, SyncProgress } from '@annals/domain';
import type { ArchivedThreadPage, ArchivedThreads } from '../ports/platform-capabilities.ts';
import { concernsOneChannel } from './concerns-one-channel.ts';
import { inParallel } from './in-parallel.ts';
import { withRetries } from './retry-policy.ts';
import type { RunSession } from './run-session.ts';
import { storeThreads, type ThreadScope } from './store-listing.ts';
import type { SyncParts } from './sync-parts.ts';

/** Threads that one transaction stores: quiet channels have few each, and are many. */
const THREADS_PER_WRITE = 2_000;

export interface ArchivedThreadsToList {
  readonly archivedThreads: ArchivedThreads;
  /** Of channels that were there before this run too. */
  readonly known: readonly SyncProgress[];
  readonly scope: ThreadScope;
}

/**
 * Lists the archived threads of every channel that may have some, back to where an earlier run
 * began. `quiet` when nothing was archived since, in any channel.
 */
export async function discoverArchivedThreads(
  parts: SyncParts,
  session: RunSession,
  { archivedThreads, known, scope }: ArchivedThreadsToList,
): Promise<'changes' | 'quiet'> {
  const progressOf = new Map(known.map((progress) => [progress.channelId, progress]));
  const gathered = new GatheredThreads(parts, session, scope);
  let found: 'changes' | 'quiet' = 'quiet';
  const listOne = async (parentId: ChannelId) => {
    const before = progressOf.get(parentId)?.archivedThreadsBookmark;
    const listedUntil = parts.fullReading === null ? (before ?? null) : null;
    const bookmark = await orNoteProblem(session, parentId, () =>
      listThreads(parts, session, archivedThreads, { parentId, listedUntil, gathered }),
    );
    if (bookmark === undefined || bookmark !== before) found = 'changes';
  };
  try {
    await inParallel(scope.parents, parts.settings.channelConcurrency, listOne);
  } finally {
    // Also when the run breaks off here: what was listed is not listed again.
    await gathered.store();
  }
  return found;
}

/** The channel's new bookmark. */
async function listThreads(
  parts: SyncParts,
  session: RunSession,
  archivedThreads: ArchivedThreads,
  {
    parentId,
    listedUntil,
    gathered,
  }: {
    readonly parentId: ChannelId;
    readonly listedUntil: string | null;
    readonly gathered: GatheredThreads;
  },
): Promise<string | null> {
  let bookmark: string | null = null;
  let page: string | null = null;
  do {
    const request: { page: string | null; listedUntil: string | null } = { page, listedUntil };
    const answer: ArchivedThreadPage = await withRetries(parts.clock, session.signal, () => {
      session.signal.throwIfAborted();
      return archivedThreads.listArchivedThreads(parentId, request, session.call);
    });
    bookmark ??= answer.bookmark;
    page = answer.nextPage;
    await gathered.add(answer.threads);
  } while (page !== null);
  if (bookmark !== null && bookmark !== listedUntil) gathered.complete(parentId, bookmark);
  return bookmark;
}

/** Undefined when the channel could not be listed: its old bookmark stays for the next run. */
async function orNoteProblem(
  session: RunSession,
  channelId: ChannelId,
  list: () => Promise<string | null>,
): Promise<string | null | undefined> {
  try {
    return await list();
  } catch (error) {
    if (!concernsOneChannel(error)) throw error;
    await session.write(async (repositories) => {
      await session.noteProblem(repositories, {
        code: error.code,
        message: `Its archived threads could not be listed. ${error.message}`,
        channelId,
        messageId: null,
      });
      return {};
    });
    return undefined;
  }
}

/** Threads of many channels on their way into one transaction, with the bookmarks behind them. */
class GatheredThreads {
  readonly #parts: SyncParts;
  readonly #session: RunSession;
  readonly #scope: ThreadScope;
  #threads: PlatformChannel[] = [];
  #bookmarks: { readonly channelId: ChannelId; readonly bookmark: string }[] = [];
  #storing: Promise<void> = Promise.resolve();

  constructor(parts: SyncParts, session: RunSession, scope: ThreadScope) {
    this.#parts = parts;
    this.#session = session;
    this.#scope = scope;
  }

  /** Waits while as many threads as memory should hold are being stored. */
  async add(threads: readonly PlatformChannel[]): Promise<void> {
    this.#threads.push(...threads);
    if (this.#threads.length >= THREADS_PER_WRITE) await this.store();
  }

  /** All threads of a channel were added. */
  complete(channelId: ChannelId, bookmark: string): void {
    this.#bookmarks.push({ channelId, bookmark });
  }

  /** Stores what was added and not stored yet, behind what is being stored: bookmarks come last. */
  store(): Promise<void> {
    // After a failure nothing more is: a bookmark must not stand for threads that are lost.
    this.#storing = this.#storing.then(() => this.#storeAll());
    return this.#storing;
  }

  async #storeAll(): Promise<void> {
    const [threads, bookmarks] = [this.#threads, this.#bookmarks];
    if (threads.length === 0 && bookmarks.length === 0) return;
    this.#threads = [];
    this.#bookmarks = [];
    const { lease } = this.#session;
    await storeThreads(this.#parts, this.#session, threads, this.#scope, async ({ progress }) => {
      await progress.bookmarkArchivedThreads(lease.tenantId, bookmarks);
    });
  }
}
