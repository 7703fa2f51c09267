import type { ChannelId, ChannelSyncStatus, ChannelType, Tenant } from '@annals/domain';
import type { PlatformError, PlatformErrorCode } from '../ports/platform-error.ts';
import type { PendingChannel, PendingPlace } from '../ports/sync-progress-repository.ts';
import { ChannelReader } from './channel-reader.ts';
import { inParallel } from './in-parallel.ts';
import type { PublicChannels } from './public-channels.ts';
import type { ReadingProgress } from './reading-progress.ts';
import type { RunSession } from './run-session.ts';
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
    publicChannels,
    progress,
  }: {
    readonly publicChannels: PublicChannels;
    readonly progress: ReadingProgress;
  },
): Promise<void> {
  const { channelConcurrency } = parts.settings;
  const failed = new Set<ChannelId>();
  const pending = pendingChannels(parts, tenant, failed);
  const channels = {
    progress,
    next: async () => (await pending.next()).value ?? null,
    askOf: (channel: PendingChannel) => publicChannels.askOf(channel),
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
  { filter, unitOfWork }: SyncParts,
  tenant: Tenant,
  failed: ReadonlySet<ChannelId>,
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

/** What is left of a channel that could not be read to its end. */
async function noteFailure(
  { clock }: SyncParts,
  session: RunSession,
  { channelId, listed }: PendingChannel,
  { code, message }: PlatformError,
): Promise<void> {
  const { tenantId } = session.lease;
  const at = clock.now();
  const syncStatus = statusAfter(code, listed?.type);
  // A thread that somebody deleted is no trouble: the platform said what there is to know of it.
  const isTrouble = syncStatus !== 'gone' || listed?.type !== 'thread';
  session.countChannels(isTrouble ? { failed: 1 } : { done: 1 });
  await session.write(async (repositories) => {
    await repositories.progress.fail(tenantId, channelId, { syncStatus, message, at });
    if (syncStatus === 'gone') await repositories.channels.markRemoved(tenantId, channelId, at);
    if (!isTrouble) return {};
    await session.noteProblem(repositories, { code, message, channelId, messageId: null });
    session.noteFailedChannel(listed?.name ?? channelId, code);
    return {};
  });
}

/**
 * A channel that was refused is asked again once a listing shows it. An archived thread is never
 * listed again, so that it is asked in the next run.
 */
function statusAfter(
  code: PlatformErrorCode,
  type?: ChannelType,
): Extract<ChannelSyncStatus, 'failed' | 'forbidden' | 'gone'> {
  if (code === 'gone') return 'gone';
  return code === 'forbidden' && type !== 'thread' ? 'forbidden' : 'failed';
}
