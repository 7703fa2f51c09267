import {
  type ChannelId,
  holdsMessages,
  mayHoldThreads,
  needsFullReading,
  needsReading,
  type PlatformChannel,
  type SyncProgress,
  type Tenant,
} from '@annals/domain';
import type { ArchivedThreadPage, ArchivedThreads } from '../ports/platform-capabilities.ts';
import { PlatformError } from '../ports/platform-error.ts';
import { anonymiseChannel } from './anonymise-payload.ts';
import { withRetries } from './retry-policy.ts';
import type { RunSession } from './run-session.ts';
import { lookBackStart, type SyncParts } from './sync-parts.ts';

/** Which channels to look at for news; null for all. A thread goes with its parent. */
export type ChannelFilter = ReadonlySet<ChannelId> | null;

/**
 * Brings the catalogue of channels up to date and marks what has news as pending.
 *
 * Threads change lists while they are listed: one that is archived meanwhile is in the first
 * active list, one that is revived is in the second, so active, archived, active misses none.
 *
 * Memory holds the channels and the open threads, which platforms bound, and one page of
 * archived threads, which they do not.
 */
export async function discoverChannels(
  parts: SyncParts,
  session: RunSession,
  tenant: Tenant,
  filter: ChannelFilter,
): Promise<void> {
  const { adapter, clock } = parts;
  const retried = <T>(call: () => Promise<T>) => withRetries(clock, session.signal, call);

  const channels = await retried(() => adapter.listChannels(tenant.platformId, session.call));
  await storeChannels(parts, session, channels, filter);

  const parents = new Set(channels.filter(({ type }) => mayHoldThreads(type)).map(({ id }) => id));
  if (parents.size > 0) {
    const listed = new Set<ChannelId>();
    const storeActive = async () => {
      const active = await retried(() =>
        adapter.listActiveThreads(tenant.platformId, session.call),
      );
      await storeThreads(parts, session, active, { parents, listed, filter });
      for (const { id } of active) listed.add(id);
    };
    await storeActive();
    if (adapter.archivedThreads !== undefined) {
      for (const parentId of parents) {
        await discoverArchived(parts, session, adapter.archivedThreads, {
          parentId,
          parents,
          listed,
          filter,
        });
      }
      await storeActive();
    }
  }
  session.countChannels({
    total: await parts.unitOfWork.repositories.progress.countPending(tenant.id),
  });
}

interface ThreadScope {
  readonly parents: ReadonlySet<ChannelId>;
  /** Open threads seen before in this run. */
  readonly listed: ReadonlySet<ChannelId>;
  readonly filter: ChannelFilter;
}

/** Stores the complete list of channels: what it lacks is marked as removed. */
async function storeChannels(
  parts: SyncParts,
  session: RunSession,
  channels: readonly PlatformChannel[],
  filter: ChannelFilter,
): Promise<void> {
  const { tenantId } = session.lease;
  const ids = channels.map(({ id }) => id);
  const returned = await parts.unitOfWork.repositories.channels.findRemoved(tenantId, ids);
  await storeListing(parts, session, channels, filter, async (repositories) => {
    await repositories.channels.markAbsent(tenantId, ids, parts.clock.now());
    for (const channelId of returned) {
      // Its threads were marked with it, and only a listing from the start shows them all again.
      await repositories.progress.bookmarkArchivedThreads(tenantId, channelId, null);
    }
  });
}

/** Threads whose parent is not public are not either, whatever the platform lists. */
async function storeThreads(
  parts: SyncParts,
  session: RunSession,
  threads: readonly PlatformChannel[],
  { parents, listed, filter }: ThreadScope,
  alongside?: StoreAlongside,
): Promise<void> {
  const fresh = threads.filter(
    ({ id, parentId }) => parentId !== null && parents.has(parentId) && !listed.has(id),
  );
  await storeListing(parts, session, fresh, filter, alongside);
}

async function discoverArchived(
  parts: SyncParts,
  session: RunSession,
  archivedThreads: ArchivedThreads,
  scope: ThreadScope & { readonly parentId: ChannelId },
): Promise<void> {
  const { parentId } = scope;
  const { tenantId } = session.lease;
  const [progress] = await parts.unitOfWork.repositories.progress.find(tenantId, [parentId]);
  const listedUntil = progress?.archivedThreadsBookmark ?? null;
  let bookmark: string | null = null;
  let page: string | null = null;
  try {
    do {
      const request: { page: string | null; listedUntil: string | null } = { page, listedUntil };
      const answer: ArchivedThreadPage = await withRetries(parts.clock, session.signal, () =>
        archivedThreads.listArchivedThreads(parentId, request, session.call),
      );
      bookmark ??= answer.bookmark;
      page = answer.nextPage;
      const complete = page === null && bookmark !== null && bookmark !== listedUntil;
      await storeThreads(parts, session, answer.threads, scope, async (repositories) => {
        if (complete) {
          await repositories.progress.bookmarkArchivedThreads(tenantId, parentId, bookmark);
        }
      });
    } while (page !== null);
  } catch (error) {
    if (!concernsOneChannel(error)) throw error;
    // The old bookmark stays, so that the next run lists again what this one could not.
    await session.write(async (repositories) => {
      await session.noteProblem(repositories, {
        code: error.code,
        message: `Its archived threads could not be listed. ${error.message}`,
        channelId: parentId,
        messageId: null,
      });
      return {};
    });
  }
}

/** Errors after which every other channel goes on. */
export function concernsOneChannel(error: unknown): error is PlatformError {
  return (
    error instanceof PlatformError && error.code !== 'unauthorized' && error.code !== 'rate_limited'
  );
}

type StoreAlongside = (
  repositories: Parameters<Parameters<RunSession['write']>[0]>[0],
) => Promise<void>;

/** One transaction: the channels as listed, and which of them have news. */
async function storeListing(
  parts: SyncParts,
  session: RunSession,
  given: readonly PlatformChannel[],
  filter: ChannelFilter,
  alongside: StoreAlongside = async () => {},
): Promise<void> {
  const { tenantId } = session.lease;
  // One that came twice counts as it came last: a statement cannot store a row twice.
  const channels = [...new Map(given.map((channel) => [channel.id, channel])).values()];
  const known = await parts.unitOfWork.repositories.progress.find(
    tenantId,
    channels.map(({ id }) => id),
  );
  const progressOf = new Map(known.map((progress) => [progress.channelId, progress]));
  const order = parts.adapter.messageIdOrder;
  const lookBackFrom = lookBackStart(parts);
  const listed = channels.map((channel) => {
    const progress = progressOf.get(channel.id) ?? null;
    const wanted = holdsMessages(channel.type) && isWanted(channel, filter);
    const { fullReading } = parts;
    const hasNews =
      needsReading(progress, channel.newestMessageId, order, lookBackFrom) ||
      (fullReading !== null && needsFullReading(progress?.fullRead ?? null, fullReading));
    const pending = wanted && hasNews;
    return { channel, progress, pending, skipped: wanted && !pending };
  });
  await session.write(async (repositories) => {
    await repositories.channels.upsert(
      channels.map((channel) => anonymiseChannel(parts, tenantId, channel)),
    );
    await repositories.progress.recordListing(
      tenantId,
      listed.filter(isNews).map(({ channel, pending }) => ({
        channelId: channel.id,
        newestMessageId: channel.newestMessageId,
        pending,
      })),
    );
    await alongside(repositories);
    return {};
  });
  const skipped = listed.filter((entry) => entry.skipped).length;
  session.countChannels({ total: skipped, skipped });
}

/** Quiet channels, nearly all of a large community, cost no write. */
function isNews(entry: {
  readonly channel: PlatformChannel;
  readonly progress: SyncProgress | null;
  readonly pending: boolean;
}): boolean {
  return (
    entry.pending ||
    entry.progress === null ||
    entry.progress.newestMessageId !== entry.channel.newestMessageId
  );
}

function isWanted({ id, parentId }: PlatformChannel, filter: ChannelFilter): boolean {
  return filter === null || filter.has(id) || (parentId !== null && filter.has(parentId));
}
