import {
  type ChannelId,
  holdsMessages,
  lastSeen,
  type MessageId,
  needsFullReading,
  needsReading,
  type PlatformChannel,
  type SyncProgress,
} from '@annals/domain';
import type { Repositories } from '../ports/unit-of-work.ts';
import { anonymiseChannel } from './anonymise-payload.ts';
import type { RunSession } from './run-session.ts';
import { type ChannelFilter, lookBackStart, type SyncParts } from './sync-parts.ts';

export interface ThreadScope {
  /** Channels whose threads are public; one that is closed meanwhile is none any more. */
  readonly parents: Pick<ReadonlySet<ChannelId>, 'has'>;
  /** Open threads seen before in this run, each with its newest message at that time. */
  readonly listed: ReadonlyMap<ChannelId, MessageId | null>;
}

type StoreAlongside = (repositories: Repositories) => Promise<void>;

/** Threads whose parent is not public are not either, whatever the platform lists. */
export async function storeThreads(
  parts: SyncParts,
  session: RunSession,
  threads: readonly PlatformChannel[],
  { parents, listed }: ThreadScope,
  alongside?: StoreAlongside,
): Promise<void> {
  const fresh = threads
    .filter(({ parentId }) => parentId !== null && parents.has(parentId))
    // One that went from list to list may bring a message that came on the way.
    .filter(({ id, newestMessageId }) => !listed.has(id) || listed.get(id) !== newestMessageId);
  // A community without threads, or without news of them, costs no transaction.
  if (fresh.length === 0 && alongside === undefined) return;
  await storeListing(parts, session, fresh, listed, alongside);
}

/** One transaction: the channels as listed, and which of them have news. */
export async function storeListing(
  parts: SyncParts,
  session: RunSession,
  given: readonly PlatformChannel[],
  seenBefore: ThreadScope['listed'],
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
  const listed = channels.map((channel) => {
    const progress = progressOf.get(channel.id) ?? null;
    const lookBackFrom = lookBackStart(parts, progress && lastSeen(progress));
    const wanted = holdsMessages(channel.type) && isWanted(channel, parts.filter);
    const { fullReading } = parts;
    const isReadAgain =
      wanted && fullReading !== null && needsFullReading(progress?.fullRead ?? null, fullReading);
    // News of those that are not wanted waits for a run of all, whether or not a list shows it then.
    const hasNews = needsReading(progress, channel.newestMessageId, order, lookBackFrom);
    const pending = holdsMessages(channel.type) && (hasNews || isReadAgain);
    return { channel, progress, wanted, pending, skipped: wanted && !pending };
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
  // Those that were skipped when they were seen before, and are counted for that already.
  const again = listed.filter(({ channel, progress, wanted }) => {
    return wanted && seenBefore.has(channel.id) && progress?.syncStatus === 'complete';
  });
  const skipped = listed.filter((entry) => entry.skipped).length - again.length;
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

function isWanted({ id, type, parentId }: PlatformChannel, filter: ChannelFilter): boolean {
  if (filter === null || filter.has(id)) return true;
  return type === 'thread' && parentId !== null && filter.has(parentId);
}
