import type { MessageId, ReactionCount, UserHash } from '@annals/domain';
import type { PendingReactions, ReadReactions } from '../ports/pending-reactions-repository.ts';
import type {
  MessageLookup,
  ReactionKind,
  ReactionUserPage,
  ReactionUsers,
} from '../ports/platform-capabilities.ts';
import { PlatformError } from '../ports/platform-error.ts';
import type { EmojiReactors, MessageReactors } from '../ports/reaction-repository.ts';
import type { Ask } from './public-channels.ts';
import { lookBackStart, type SyncParts } from './sync-parts.ts';

export interface Asking {
  readonly reactionUsers: ReactionUsers;
  /** Undefined where the platform is not asked for single messages. */
  readonly messageLookup: MessageLookup | undefined;
  readonly ask: Ask;
}

/** What was answered for one message. */
export interface ReadMessage {
  readonly reactors: MessageReactors;
  readonly reactions: ReadReactions;
  /** Whether it is not to be asked for again before its counts change. */
  readonly isSettled: boolean;
}

/**
 * What it came to to ask who reacted with one emoji in one kind. `miscounted`: people came or went since
 * they were counted. `gone`: taken back or deleted meanwhile. `unlisted`: the platform never says. The
 * count stays in each case, and the next look at the message shows what became of it.
 */
type Outcome = 'as_counted' | 'miscounted' | 'gone' | 'unlisted';

/** Asks who reacted to one message. Throws `gone` when its channel is not there any more. */
export async function readReactors(
  parts: SyncParts,
  asking: Asking,
  message: PendingReactions,
): Promise<ReadMessage> {
  const { messageLookup, ask } = asking;
  const { channelId, messageId } = message;
  const emoji: EmojiReactors[] = [];
  const unlistedEmoji: string[] = [];
  const met = new Set<Outcome>();
  for (const count of message.reactionCounts) {
    const { reactors, outcomes } = await readEmoji(parts, asking, { message, count });
    emoji.push(reactors);
    if (outcomes.includes('unlisted')) unlistedEmoji.push(count.emojiValue);
    for (const outcome of outcomes) met.add(outcome);
  }
  if (met.has('gone') && messageLookup !== undefined) {
    // The reaction, its message or its channel: that it is the channel only this tells.
    await ask((call) => messageLookup.hasMessage(channelId, messageId, call));
  }
  const isAsCounted = !met.has('miscounted') && !met.has('gone');
  return {
    reactors: { channelId, messageId, emoji },
    reactions: { ...message, unlistedEmoji },
    isSettled: isAsCounted || !isReadAgain(parts, messageId),
  };
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

interface Question {
  readonly message: PendingReactions;
  readonly count: ReactionCount;
}

async function readEmoji(
  parts: SyncParts,
  asking: Asking,
  { message, count }: Question,
): Promise<{ readonly reactors: EmojiReactors; readonly outcomes: readonly Outcome[] }> {
  const userHashes = new Set<UserHash>();
  const outcomes: Outcome[] = [];
  for (const kind of ['normal', 'burst'] as const) {
    if (count[kind] === 0) continue;
    const users = await readKind(parts, asking, { message, count, kind });
    if (typeof users === 'string') {
      outcomes.push(users);
      continue;
    }
    for (const user of users) userHashes.add(user);
    outcomes.push(users.size === count[kind] ? 'as_counted' : 'miscounted');
  }
  const { emojiType, emojiValue } = count;
  return { reactors: { emojiType, emojiValue, userHashes: [...userHashes] }, outcomes };
}

async function readKind(
  { hasher }: SyncParts,
  { reactionUsers, ask }: Asking,
  { message, count, kind }: Question & { readonly kind: ReactionKind },
): Promise<ReadonlySet<UserHash> | 'gone' | 'unlisted'> {
  const { emojiType, emojiValue } = count;
  const { channelId, messageId } = message;
  const of = { channelId, messageId, emoji: { emojiType, emojiValue }, kind };
  const users = new Set<UserHash>();
  const readPages = async () => {
    let page: string | null = null;
    do {
      const request: Parameters<ReactionUsers['listReactionUsers']>[0] = { ...of, page };
      const answer: ReactionUserPage = await ask((call) =>
        reactionUsers.listReactionUsers(request, call),
      );
      for (const userId of answer.userIds) users.add(hasher.hash(userId));
      page = answer.nextPage;
    } while (page !== null);
  };
  try {
    await readPages();
    // Fewer than were counted, or nobody, are believed only when it is said twice.
    if (users.size < count[kind]) await readPages();
    return users;
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    if (error.code === 'gone') return 'gone';
    if (error.code === 'unsupported') return 'unlisted';
    throw error;
  }
}
