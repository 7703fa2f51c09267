import {
  type APIGuildForumDefaultReactionEmoji,
  type APIGuildForumTag,
  type APIMessage,
  ChannelType,
} from 'discord-api-types/v10';

/** An emoji as it stands in reactions: custom ones have an id; a deleted custom one no name. */
export interface SimulatedEmoji {
  readonly id: string | null;
  readonly name: string | null;
  readonly animated?: boolean;
}

/** Who reacted with one emoji, by user id, in no order. */
export interface SimulatedReaction {
  readonly emoji: SimulatedEmoji;
  readonly normal: Set<string>;
  readonly burst: Set<string>;
  /** The server answers 400/10014 when asked who (some sequences with skin tones). */
  readonly unlistable: boolean;
}

/** `payload` as the API gives it, but for `reactions`, `thread` and `referenced_message`. */
export interface SimulatedMessage {
  payload: APIMessage;
  readonly reactions: SimulatedReaction[];
}

export interface Overwrite {
  readonly id: string;
  /** 0 role, 1 member (a user's id). */
  readonly type: 0 | 1;
  readonly allow: bigint;
  readonly deny: bigint;
}

export interface ThreadState {
  archived: boolean;
  /** Microseconds and an offset, as the API writes it. */
  archiveTimestamp: string;
  readonly ownerId: string;
}

export interface SimulatedChannel {
  readonly id: string;
  readonly type: ChannelType;
  name: string;
  topic: string | null;
  parentId: string | null;
  overwrites: Overwrite[];
  /** Of a forum or media channel: what its posts may be tagged with. */
  tags: readonly APIGuildForumTag[];
  /** The same: what its posts are offered as a reaction. */
  readonly defaultReaction: APIGuildForumDefaultReactionEmoji | null;
  /** Of a post: those tags of its channel that it has, by their ids. */
  appliedTagIds: readonly string[];
  /** Only for threads. */
  readonly thread: ThreadState | null;
  /** Ascending by id. */
  readonly messages: SimulatedMessage[];
  /** Also of a deleted message; in a forum or media channel the newest thread. */
  lastMessageId: string | null;
  totalMessagesSent: number;
}

export function isThread({ type }: Pick<SimulatedChannel, 'type'>): boolean {
  return (
    type === ChannelType.AnnouncementThread ||
    type === ChannelType.PublicThread ||
    type === ChannelType.PrivateThread
  );
}

/** A forum or media channel: what is said there is said in threads, which are its posts. */
export function holdsPosts({ type }: Pick<SimulatedChannel, 'type'>): boolean {
  return type === ChannelType.GuildForum || type === ChannelType.GuildMedia;
}

export function sameEmoji(a: SimulatedEmoji, b: SimulatedEmoji): boolean {
  return a.id === b.id && (a.id !== null || a.name === b.name);
}
