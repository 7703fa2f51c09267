import type {
  APIAttachment,
  APIEmbed,
  APIGuildForumDefaultReactionEmoji,
  APIGuildForumTag,
  APIMessage,
  APIUser,
  ChannelType,
  MessageType,
} from 'discord-api-types/v10';
import type { Overwrite } from './guild-contents.ts';

export interface NewGuild {
  readonly name: string;
  /** When the guild was made, in Unix milliseconds: its ids follow from it. */
  readonly startMs: number;
  /** The bot of another guild, when one bot is in both. */
  readonly bot?: APIUser;
}

export interface NewChannel {
  readonly name: string;
  readonly type?: ChannelType;
  readonly parentId?: string;
  readonly topic?: string;
  readonly overwrites?: readonly Overwrite[];
  /** Of a forum or media channel. */
  readonly tags?: readonly APIGuildForumTag[];
  readonly defaultReaction?: APIGuildForumDefaultReactionEmoji;
}

export interface NewThread {
  readonly parentId: string;
  readonly name: string;
  readonly ownerId: string;
  /** The message in the parent that the thread was made from: its id becomes the thread's. */
  readonly fromMessageId?: string;
  readonly isPrivate?: boolean;
  /** The first post of a forum or media thread: its id is the thread's. */
  readonly starter?: NewMessage;
  /** Of such a post: ids of its channel's tags. */
  readonly tagIds?: readonly string[];
}

export interface NewMessage {
  /** A user, or a webhook when `webhook` is set. */
  readonly authorId: string;
  readonly content?: string;
  readonly type?: MessageType;
  readonly replyToId?: string;
  readonly attachments?: readonly APIAttachment[];
  readonly embeds?: readonly APIEmbed[];
  readonly webhook?: boolean;
  /** Users mentioned; full user objects are put into `mentions`. */
  readonly mentionIds?: readonly string[];
  /** Anything else of the payload: polls, stickers, snapshots, a reference, flags. */
  readonly extra?: Partial<APIMessage> & Readonly<Record<string, unknown>>;
}
