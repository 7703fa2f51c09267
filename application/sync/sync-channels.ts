import type { ChannelId, Tenant } from '@annals/domain';
import type { PlatformError } from '../ports/platform-error.ts';
import type { PendingChannel, PendingPlace } from '../ports/sync-progress-repository.ts';
import { concernsOneChannel } from './concerns-one-channel.ts';
import { inParallel } from './in-parallel.ts';
import { Places } from './places.ts';
import type { ReadingProgress } from './reading-progress.ts';
import type { RunSession } from './run-session.ts';
import { type Reading, syncChannel } from './sync-channel.ts';
import type { SyncParts } from './sync-parts.ts';

/** Channels taken from the list of pending ones at a time. */
const LIST_SIZE = 100;

/**
 * Reads every pending channel, `channelConcurrency` at once; while the end of one is written, the
 * next is read already. One that fails holds up no other: those that failed least come first,
 * before platforms have enough of refusing the others.
 */
export async function syncChannels(
  parts: SyncParts,
  session: RunSession,
  tenant: Tenant,
  progress: ReadingProgress,
): Promise<void> {
  const { channelConcurrency } = parts.settings;
  const places = new Places(channelConcurrency);
  const failed = new Set<ChannelId>();
  const channels = pendingChannels(parts, tenant, failed);
  await inParallel(channels, 2 * channelConcurrency, async (channel) => {
    const leave = await places.take();
    try {
      await syncOne(parts, session, channel, { progress, failed, isOver: leave });
    } finally {
      leave();
    }
  });
}

/** Without those that have `failed` in this run, which have a place further behind then. */
async function* pendingChannels(
  { unitOfWork }: SyncParts,
  tenant: Tenant,
  failed: ReadonlySet<ChannelId>,
): AsyncGenerator<PendingChannel> {
  let after: PendingPlace | null = null;
  for (;;) {
    const channels: PendingChannel[] = await unitOfWork.repositories.progress.pending(tenant.id, {
      after,
      limit: LIST_SIZE,
    });
    for (const channel of channels) if (!failed.has(channel.channelId)) yield channel;
    after = channels.at(-1) ?? null;
    if (after === null) return;
  }
}

async function syncOne(
  parts: SyncParts,
  session: RunSession,
  channel: PendingChannel,
  reading: Reading & { readonly failed: Set<ChannelId> },
): Promise<void> {
  session.signal.throwIfAborted();
  const { channelId } = channel;
  const name = channel.listed?.name ?? channelId;
  reading.progress.begin(channel, name, parts.adapter.messageIdOrder);
  try {
    await syncChannel(parts, session, channel, reading);
    session.countChannels({ done: 1 });
  } catch (error) {
    if (!concernsOneChannel(error)) {
      // Its neighbours stop at their next page; the first reason is the one that counts.
      if (error instanceof Error) session.interrupt(error);
      throw error;
    }
    if (error.code === 'gone' && channel.listed?.type === 'thread') {
      await markDeleted(parts, session, channelId, error);
      return;
    }
    reading.failed.add(channelId);
    session.countChannels({ failed: 1 });
    await recordFailure(parts, session, { channelId, name }, error);
  } finally {
    reading.progress.end(channelId);
  }
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

async function recordFailure(
  parts: SyncParts,
  session: RunSession,
  { channelId, name }: { readonly channelId: ChannelId; readonly name: string },
  error: PlatformError,
): Promise<void> {
  const { tenantId } = session.lease;
  const at = parts.clock.now();
  const syncStatus = error.code === 'forbidden' || error.code === 'gone' ? error.code : 'failed';
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
