import type { ChannelId, ChannelSyncStatus, ChannelType, Tenant } from '@annals/domain';
import type { PlatformError } from '../ports/platform-error.ts';
import type { PendingChannel, PendingPlace } from '../ports/sync-progress-repository.ts';
import { ChannelReader } from './channel-reader.ts';
import { inParallel } from './in-parallel.ts';
import type { PublicChannels } from './public-channels.ts';
import type { ReadingProgress } from './reading-progress.ts';
import type { RunSession } from './run-session.ts';
import type { ChannelFilter } from './store-listing.ts';
import type { SyncParts } from './sync-parts.ts';

/** Channels taken from the list of pending ones at a time: nothing is read meanwhile. */
const LIST_SIZE = 500;

/**
 * Reads every pending channel that is wanted, `channelConcurrency` at once. One that fails holds up
 * no other: those that failed least come first, before platforms have enough of refusing the others.
 */
export async function syncChannels(
  parts: SyncParts,
  session: RunSession,
  tenant: Tenant,
  {
    filter,
    open,
    progress,
  }: {
    readonly filter: ChannelFilter;
    readonly open: PublicChannels;
    readonly progress: ReadingProgress;
  },
): Promise<void> {
  const { channelConcurrency } = parts.settings;
  const failed = new Set<ChannelId>();
  const pending = pendingChannels(parts, tenant, { filter, failed });
  const channels = {
    progress,
    next: async () => (await pending.next()).value ?? null,
    askOf: (channel: PendingChannel) => open.askOf(channel),
    failed: async (channel: PendingChannel, error: PlatformError) => {
      failed.add(channel.channelId);
      await noteFailure(parts, session, channel, error);
    },
  };
  const readers = Array.from(
    { length: channelConcurrency },
    () => new ChannelReader(parts, session, channels),
  );
  await inParallel(readers, channelConcurrency, (reader) => reader.readAll());
}

/** Without those that have `failed` in this run, which have a place further behind then. */
async function* pendingChannels(
  { unitOfWork }: SyncParts,
  tenant: Tenant,
  { filter, failed }: { readonly filter: ChannelFilter; readonly failed: ReadonlySet<ChannelId> },
): AsyncGenerator<PendingChannel, undefined> {
  let after: PendingPlace | null = null;
  for (;;) {
    const channels: PendingChannel[] = await unitOfWork.repositories.progress.pending(tenant.id, {
      after,
      limit: LIST_SIZE,
      of: filter,
    });
    for (const channel of channels) if (!failed.has(channel.channelId)) yield channel;
    after = channels.at(-1) ?? null;
    if (after === null) return;
  }
}

async function noteFailure(
  parts: SyncParts,
  session: RunSession,
  { channelId, listed }: PendingChannel,
  error: PlatformError,
): Promise<void> {
  if (error.code === 'gone' && listed?.type === 'thread') {
    await markDeleted(parts, session, channelId, error);
    return;
  }
  session.countChannels({ failed: 1 });
  const syncStatus = statusAfter(error, listed?.type);
  const name = listed?.name ?? channelId;
  await recordFailure(parts, session, { channelId, name, syncStatus }, error);
}

/**
 * A channel that was refused is asked again once a listing shows it. An archived thread is never
 * listed again, so that it is asked in the next run.
 */
function statusAfter({ code }: PlatformError, type?: ChannelType): Failure['syncStatus'] {
  if (code === 'gone') return 'gone';
  return code === 'forbidden' && type !== 'thread' ? 'forbidden' : 'failed';
}

/** A thread that somebody deleted is no trouble: the platform said what there is to know of it. */
async function markDeleted(
  { clock }: SyncParts,
  session: RunSession,
  channelId: ChannelId,
  { message }: PlatformError,
): Promise<void> {
  const { tenantId } = session.lease;
  const at = clock.now();
  session.countChannels({ done: 1 });
  await session.write(async ({ channels, progress }) => {
    await progress.fail(tenantId, channelId, { syncStatus: 'gone', message, at });
    await channels.markRemoved(tenantId, channelId, at);
    return {};
  });
}

interface Failure {
  readonly channelId: ChannelId;
  readonly name: string;
  readonly syncStatus: Extract<ChannelSyncStatus, 'failed' | 'forbidden' | 'gone'>;
}

async function recordFailure(
  parts: SyncParts,
  session: RunSession,
  { channelId, name, syncStatus }: Failure,
  error: PlatformError,
): Promise<void> {
  const { tenantId } = session.lease;
  const at = parts.clock.now();
  await session.write(async (repositories) => {
    const failure = { syncStatus, message: error.message, at } as const;
    await repositories.progress.fail(tenantId, channelId, failure);
    if (syncStatus === 'gone') await repositories.channels.markRemoved(tenantId, channelId, at);
    await session.noteProblem(repositories, {
      code: error.code,
      message: error.message,
      channelId,
      messageId: null,
    });
    session.noteFailedChannel(name, error.code);
    return {};
  });
}
