import type { ChannelId, Tenant } from '@annals/domain';
import type { PlatformError } from '../ports/platform-error.ts';
import type { PendingChannel } from '../ports/sync-progress-repository.ts';
import { concernsOneChannel } from './discover-channels.ts';
import type { ReadingProgress } from './reading-progress.ts';
import type { RunSession } from './run-session.ts';
import { syncChannel } from './sync-channel.ts';
import type { SyncParts } from './sync-parts.ts';

/** Channels taken from the list of pending ones at a time. */
const LIST_SIZE = 100;

/** Reads every pending channel, `channelConcurrency` at once. One that fails holds up no other. */
export async function syncChannels(
  parts: SyncParts,
  session: RunSession,
  tenant: Tenant,
  reading: ReadingProgress,
): Promise<void> {
  const { progress } = parts.unitOfWork.repositories;
  let after: ChannelId | null = null;
  for (;;) {
    const channels: PendingChannel[] = await progress.pending(tenant.id, {
      after,
      limit: LIST_SIZE,
    });
    const last = channels.at(-1);
    if (last === undefined) return;
    after = last.channelId;
    await inParallel(channels, parts.settings.channelConcurrency, (channel) =>
      syncOne(parts, session, channel, reading),
    );
  }
}

async function syncOne(
  parts: SyncParts,
  session: RunSession,
  channel: PendingChannel,
  reading: ReadingProgress,
): Promise<void> {
  session.signal.throwIfAborted();
  const { channelId } = channel;
  const known = await parts.unitOfWork.repositories.channels.find(
    session.lease.tenantId,
    channelId,
  );
  const name = known?.name ?? channelId;
  reading.begin(channel, name, parts.adapter.messageIdOrder);
  try {
    await syncChannel(parts, session, channel, reading);
    session.countChannels({ done: 1 });
  } catch (error) {
    if (!concernsOneChannel(error)) {
      // Its neighbours stop at their next page; the first reason is the one that counts.
      if (error instanceof Error) session.interrupt(error);
      throw error;
    }
    session.countChannels({ failed: 1 });
    await recordFailure(parts, session, { channelId, name }, error);
  } finally {
    reading.end(channelId);
  }
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

/**
 * Works on the items in order, at most `width` at once. Settles when all work has, so that nothing
 * goes on behind the caller's back; rejects with an error when there was one.
 */
async function inParallel<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const workOff = async () => {
    for (const item of queue) await work(item);
  };
  const lanes = await Promise.allSettled(Array.from({ length: width }, workOff));
  for (const lane of lanes) if (lane.status === 'rejected') throw lane.reason;
}
