import type { ChannelId, MessageId, Tenant } from '@annals/domain';
import type { PendingReactions } from '../ports/pending-reactions-repository.ts';
import type { ReactionUsers } from '../ports/platform-capabilities.ts';
import { concernsOneChannel } from './concerns-one-channel.ts';
import { inParallel } from './in-parallel.ts';
import { markRemoved } from './mark-removed.ts';
import type { PublicChannels } from './public-channels.ts';
import { type Asking, type ReadMessage, readReactors } from './read-reactors.ts';
import type { ReadingProgress } from './reading-progress.ts';
import type { RunSession } from './run-session.ts';
import type { SyncParts } from './sync-parts.ts';

/** Messages whose reactions one transaction stores. */
const MESSAGES_PER_WRITE = 50;

/** Messages of a channel that fail one after the other until the channel is what fails. */
const FAILURES_IN_A_ROW = 3;

/** Channels taken from the list of those with pending messages at a time. */
const CHANNELS_A_LIST = 100;

/**
 * Asks who reacted to the messages whose counts changed, in `channelConcurrency` channels at once.
 * Comes last in a run, since it costs a request or more per emoji: messages never wait for it, and
 * what a run does not reach stays pending for the next one.
 */
export async function syncReactionUsers(
  parts: SyncParts,
  session: RunSession,
  tenant: Tenant,
  {
    publicChannels,
    reactionUsers,
    reading,
  }: {
    readonly publicChannels: PublicChannels;
    readonly reactionUsers: ReactionUsers;
    readonly reading: ReadingProgress;
  },
): Promise<void> {
  const { pendingReactions } = parts.unitOfWork.repositories;
  reading.beginReactions(await pendingReactions.count(tenant.id, parts.filter));
  const asked = () => reading.asked();
  const channelIds = pendingChannels(parts, tenant);
  await inParallel(channelIds, parts.settings.channelConcurrency, async (channelId) => {
    try {
      const { messageLookup } = parts.adapter;
      const ask = await publicChannels.askById(channelId);
      const asking = { reactionUsers, messageLookup, ask };
      await syncChannelReactions(parts, session, { tenant, channelId }, { ...asking, asked });
    } catch (error) {
      // The other channels stop at their next question; the first reason is the one that counts.
      if (error instanceof Error) session.interrupt(error);
      throw error;
    }
  });
}

async function* pendingChannels(
  { filter, unitOfWork }: SyncParts,
  tenant: Tenant,
): AsyncGenerator<ChannelId> {
  const { pendingReactions } = unitOfWork.repositories;
  let after: ChannelId | null = null;
  do {
    const channelIds: ChannelId[] = await pendingReactions.channels(tenant.id, {
      after,
      limit: CHANNELS_A_LIST,
      of: filter,
    });
    yield* channelIds;
    after = channelIds.at(-1) ?? null;
  } while (after !== null);
}

/** One message after the other: a platform's limits are a channel's. */
async function syncChannelReactions(
  parts: SyncParts,
  session: RunSession,
  { tenant, channelId }: { readonly tenant: Tenant; readonly channelId: ChannelId },
  {
    asked,
    ...asking
  }: Asking & {
    /** Told after every message. */
    readonly asked: () => void;
  },
): Promise<void> {
  const { pendingReactions } = parts.unitOfWork.repositories;
  let after: MessageId | null = null;
  let failedInARow = 0;
  for (;;) {
    const page: { after: MessageId | null; limit: number } = { after, limit: MESSAGES_PER_WRITE };
    const pending = await pendingReactions.list(tenant.id, channelId, page);
    const read: ReadMessage[] = [];
    try {
      for (const message of pending) {
        const reactors = await readMessage(parts, session, asking, message);
        if (reactors === 'refused') return;
        if (reactors === 'gone') return await markRemoved(parts, session, channelId);
        asked();
        if (reactors === 'failed') {
          failedInARow += 1;
          if (failedInARow === FAILURES_IN_A_ROW) return;
          continue;
        }
        failedInARow = 0;
        read.push(reactors);
      }
    } finally {
      // Also when the run breaks off here: what was asked is not asked again.
      await store(session, tenant, read);
    }
    after = pending.at(-1)?.messageId ?? null;
    if (after === null) return;
  }
}

async function store(
  session: RunSession,
  tenant: Tenant,
  read: readonly ReadMessage[],
): Promise<void> {
  if (read.length === 0) return;
  await session.write(async (repositories) => {
    const reactors = read.map((message) => message.reactors);
    const reactions = await repositories.reactions.replace(tenant.id, reactors);
    await repositories.pendingReactions.clear(
      tenant.id,
      read.filter(({ isSettled }) => isSettled).map((message) => message.reactions),
    );
    return { reactions };
  });
}

/** `failed`: this one cannot be read now; `refused`: none of its channel can, `gone`: nor ever. */
async function readMessage(
  parts: SyncParts,
  session: RunSession,
  asking: Asking,
  message: PendingReactions,
): Promise<ReadMessage | 'failed' | 'refused' | 'gone'> {
  try {
    return await readReactors(parts, asking, message);
  } catch (error) {
    if (!concernsOneChannel(error)) throw error;
    if (error.code === 'gone') return 'gone';
    const { channelId, messageId } = message;
    await session.noteAlone({
      code: error.code,
      message: `Its reaction users could not be read. ${error.message}`,
      channelId,
      messageId,
    });
    return error.code === 'forbidden' ? 'refused' : 'failed';
  }
}
