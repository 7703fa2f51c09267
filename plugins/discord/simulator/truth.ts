import {
  type APIAttachment,
  type APIGuildForumDefaultReactionEmoji,
  type APIMessage,
  MessageType,
} from 'discord-api-types/v10';
import type { SimulatedGuild } from './guild.ts';
import type {
  SimulatedChannel,
  SimulatedEmoji,
  SimulatedMessage,
  SimulatedReaction,
} from './guild-contents.ts';
import { publicChannels } from './public-channels.ts';
import { channelTypeName, messageTypeName, type TrueChannelType } from './true-names.ts';

export interface TrueChannel {
  readonly id: string;
  readonly name: string;
  readonly type: TrueChannelType;
  readonly parentId: string | null;
  readonly topic: string | null;
  /** Of a forum or media channel. */
  readonly tags: readonly TrueTag[];
  readonly defaultReaction: TrueTagEmoji | null;
  /** Of a post: ids of its channel's tags. */
  readonly appliedTagIds: readonly string[];
}

/** A custom emoji by its id, another one by its character. */
export interface TrueTagEmoji {
  readonly emojiId: string | null;
  readonly emojiName: string | null;
}

export interface TrueTag extends TrueTagEmoji {
  readonly id: string;
  readonly name: string;
  readonly moderated: boolean;
}

export interface TrueEmoji {
  readonly emojiType: 'standard' | 'custom';
  readonly emojiValue: string;
}

export interface TrueReactionCount extends TrueEmoji {
  readonly normal: number;
  readonly burst: number;
}

export interface TrueMessage {
  readonly channelId: string;
  readonly id: string;
  readonly authorId: string;
  readonly type: string;
  readonly content: string;
  readonly replyToId: string | null;
  readonly replyToAuthorId: string | null;
  readonly createdAt: Date;
  readonly editedAt: Date | null;
  readonly reactionCounts: readonly TrueReactionCount[];
}

export interface TrueAttachment {
  readonly channelId: string;
  readonly messageId: string;
  readonly id: string;
  readonly filename: string;
  readonly fileSize: number;
  readonly contentType: string | null;
  /** Without its query. */
  readonly url: string;
}

/** A person with an emoji: once, whether the reaction was a normal one, a super one or both. */
export interface TrueReaction extends TrueEmoji {
  readonly channelId: string;
  readonly messageId: string;
  readonly userId: string;
}

export interface Truth {
  readonly channels: readonly TrueChannel[];
  readonly messages: readonly TrueMessage[];
  readonly attachments: readonly TrueAttachment[];
  readonly reactions: readonly TrueReaction[];
}

/**
 * What an archive of this guild must hold at this moment, with ids of people in the clear and
 * texts as they were written. Knows nothing of the code that archives.
 */
export function truthOf(guild: SimulatedGuild): Truth {
  const channels = publicChannels(guild);
  const posted = channels.flatMap((channel) => channel.messages);
  return {
    channels: channels.map(channelTruth),
    messages: posted.map((message) => messageTruth(guild, message)),
    attachments: posted.flatMap(({ payload }) =>
      payload.attachments.map((attachment) => attachmentTruth(payload, attachment)),
    ),
    reactions: posted.flatMap(({ payload, reactions }) =>
      reactions.flatMap((reaction) => reactionTruth(payload, reaction)),
    ),
  };
}

function channelTruth(channel: SimulatedChannel): TrueChannel {
  const { id, name, type, parentId, topic, tags, defaultReaction, appliedTagIds } = channel;
  return {
    ...{ id, name, type: channelTypeName(type), parentId, topic, appliedTagIds },
    tags: tags.map(({ moderated, ...tag }) => ({
      ...{ id: tag.id, name: tag.name, moderated },
      ...tagEmojiTruth(tag),
    })),
    defaultReaction: defaultReaction === null ? null : tagEmojiTruth(defaultReaction),
  };
}

function tagEmojiTruth({
  emoji_id: emojiId,
  emoji_name: emojiName,
}: APIGuildForumDefaultReactionEmoji): TrueTagEmoji {
  return { emojiId, emojiName };
}

function messageTruth(guild: SimulatedGuild, message: SimulatedMessage): TrueMessage {
  const { payload, reactions } = message;
  const { edited_timestamp: editedAt } = payload;
  return {
    channelId: payload.channel_id,
    id: payload.id,
    authorId: payload.author.id,
    type: messageTypeName(payload.type),
    content: payload.content,
    ...replyTruth(guild, payload),
    createdAt: new Date(payload.timestamp),
    editedAt: editedAt === null ? null : new Date(editedAt),
    reactionCounts: reactions.map(({ emoji, normal, burst }) => ({
      ...emojiTruth(emoji),
      normal: normal.size,
      burst: burst.size,
    })),
  };
}

function replyTruth(
  guild: SimulatedGuild,
  { type, message_reference: reference }: APIMessage,
): Pick<TrueMessage, 'replyToId' | 'replyToAuthorId'> {
  const replyToId = reference?.message_id;
  if (type !== MessageType.Reply || reference === undefined || replyToId === undefined) {
    return { replyToId: null, replyToAuthorId: null };
  }
  const answered = guild.findMessage(reference.channel_id, replyToId);
  return { replyToId, replyToAuthorId: answered?.payload.author.id ?? null };
}

function attachmentTruth(message: APIMessage, attachment: APIAttachment): TrueAttachment {
  const { id, filename, size, content_type: contentType = null, url } = attachment;
  const [path = url] = url.split('?');
  const { id: messageId, channel_id: channelId } = message;
  return { channelId, messageId, id, filename, fileSize: size, contentType, url: path };
}

function reactionTruth(message: APIMessage, reaction: SimulatedReaction): TrueReaction[] {
  const { emoji, normal, burst, unlistable } = reaction;
  if (unlistable) return [];
  const { id: messageId, channel_id: channelId } = message;
  const people = [...normal.union(burst)];
  return people.map((userId) => ({ channelId, messageId, ...emojiTruth(emoji), userId }));
}

function emojiTruth({ id, name }: SimulatedEmoji): TrueEmoji {
  if (id !== null) return { emojiType: 'custom', emojiValue: `${name ?? '_'}:${id}` };
  return { emojiType: 'standard', emojiValue: name ?? '' };
}
