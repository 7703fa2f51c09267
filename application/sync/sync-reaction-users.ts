import type { ChannelId, MessageId, ReactionCount, Tenant, UserHash } from '@annals/domain';
import type { PendingReactions, ReadReactions } from '../ports/pending-reactions-repository.ts';
import type {
  MessageLookup,
  ReactionKind,
  ReactionUserPage,
  ReactionUsers,
} from '../ports/platform-capabilities.ts';
import { PlatformError } from '../ports/platform-error.ts';
import type { EmojiReactors, MessageReactors } from '../ports/reaction-repository.ts';
import { concernsOneChannel } from './concerns-one-channel.ts';
import { inParallel } from './in-parallel.ts';
import { markRemoved } from './mark-removed.ts';
import type { Ask, PublicChannels } from './public-channels.ts';
import type { ReadingProgress } from './reading-progress.ts';
import type { RunSession } from './run-session.ts';
import { lookBackStart, type SyncParts } from './sync-parts.ts';

/** Messages whose reactions one transaction stores. */
const MESSAGES_PER_WRITE = 50;

/** Messages of a channel that fail one after the other until the channel is what fails. */
const FAILURES_IN_A_ROW = 3;

/** Channels taken from the list of those with pending messages at a time. */
const CHANNELS_A_LIST = 100;

interface Asking {
  readonly reactionUsers: ReactionUsers;
  /** Undefined where the platform is not asked for single messages. */
  readonly messageLookup: MessageLookup | undefined;
  readonly ask: Ask;
  /** Told after every message. */
  asked(): void;
}

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
      const asking = { reactionUsers, messageLookup, ask, asked };
      await syncChannelReactions(parts, session, { tenant, channelId }, asking);
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
  asking: Asking,
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
        asking.asked();
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

/** What was answered for one message. */
interface ReadMessage {
  readonly reactors: MessageReactors;
  readonly reactions: ReadReactions;
  /** Whether it is not to be asked for again before its counts change. */
  readonly isSettled: boolean;
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
  const { messageLookup, ask } = asking;
  const { channelId, messageId } = message;
  try {
    const emoji: EmojiReactors[] = [];
    const unlistedEmoji: string[] = [];
    let areAsCounted = true;
    let isGone = false;
    for (const count of message.reactionCounts) {
      const answer = await readEmoji(parts, asking, { message, count });
      emoji.push(answer.reactors);
      if (!answer.isListed) unlistedEmoji.push(count.emojiValue);
      areAsCounted &&= answer.isAsCounted;
      isGone ||= answer.isGone;
    }
    if (isGone && messageLookup !== undefined) {
      // The reaction, its message or its channel: that it is the channel only this tells.
      await ask((call) => messageLookup.hasMessage(channelId, messageId, call));
    }
    return {
      reactors: { channelId, messageId, emoji },
      reactions: { ...message, unlistedEmoji },
      isSettled: areAsCounted || !isReadAgain(parts, messageId),
    };
  } catch (error) {
    if (!concernsOneChannel(error)) throw error;
    if (error.code === 'gone') return 'gone';
    await session.noteAlone({
      code: error.code,
      message: `Its reaction users could not be read. ${error.message}`,
      channelId,
      messageId,
    });
    return error.code === 'forbidden' ? 'refused' : 'failed';
  }
}

/**
 * Whether the next run reads a message, with its counts, by itself. People that are not as many as
 * were counted came or went since, and others may yet do the opposite: then the counts would be what
 * they were, and nobody would ask again.
 */
function isReadAgain(parts: SyncParts, messageId: MessageId): boolean {
  const order = parts.adapter.messageIdOrder;
  return order.compare(messageId, order.justBefore(lookBackStart(parts, null))) > 0;
}

/** `isAsCounted`: as many were listed as were counted, or nobody ever will be. */
async function readEmoji(
  parts: SyncParts,
  asking: Asking,
  { message, count }: { readonly message: PendingReactions; readonly count: ReactionCount },
): Promise<{
  readonly reactors: EmojiReactors;
  readonly isListed: boolean;
  readonly isAsCounted: boolean;
  readonly isGone: boolean;
}> {
  const { emojiType, emojiValue } = count;
  const userHashes = new Set<UserHash>();
  let isListed = true;
  let isAsCounted = true;
  let isGone = false;
  for (const kind of ['normal', 'burst'] as const) {
    if (count[kind] === 0) continue;
    try {
      const users = await readKind(parts, asking, { message, count, kind });
      for (const user of users) userHashes.add(user);
      isAsCounted &&= users.size === count[kind];
    } catch (error) {
      // Taken back or deleted meanwhile, or an emoji whose users the platform never lists: the
      // count stays, and the next look at the message shows what became of it.
      const isAnswer =
        error instanceof PlatformError && (error.code === 'gone' || error.code === 'unsupported');
      if (!isAnswer) throw error;
      if (error.code === 'unsupported') isListed = false;
      else isGone = true;
    }
  }
  const reactors = { emojiType, emojiValue, userHashes: [...userHashes] };
  return { reactors, isListed, isAsCounted: isAsCounted && !isGone, isGone };
}

async function readKind(
  { hasher }: SyncParts,
  { reactionUsers, ask }: Asking,
  reading: {
    readonly message: PendingReactions;
    readonly count: ReactionCount;
    readonly kind: ReactionKind;
  },
): Promise<ReadonlySet<UserHash>> {
  const { message, count, kind } = reading;
  const { emojiType, emojiValue } = count;
  const { channelId, messageId } = message;
  const of = { channelId, messageId, emoji: { emojiType, emojiValue }, kind };
  const askPage = (page: string | null) =>
    ask((call) => reactionUsers.listReactionUsers({ ...of, page }, call));
  const users = new Set<UserHash>();
  const readPages = async () => {
    let page: string | null = null;
    do {
      const answer: ReactionUserPage = await askPage(page);
      for (const userId of answer.userIds) users.add(hasher.hash(userId));
      page = answer.nextPage;
    } while (page !== null);
  };
  await readPages();
  // Fewer than were counted, or nobody, are believed only when it is said twice.
  if (users.size < count[kind]) await readPages();
  return users;
}
