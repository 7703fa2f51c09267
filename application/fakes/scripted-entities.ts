import {
  type AttachmentId,
  type ChannelId,
  type ChannelType,
  type Emoji,
  holdsMessages,
  type JsonObject,
  type MessageId,
  type PlatformAttachment,
  type PlatformChannel,
  type PlatformMessage,
  type PlatformReply,
  type PlatformUserId,
} from '@annals/domain';
import type { ReactionKind } from '../ports/platform-capabilities.ts';
import type { ScriptedHistory } from './scripted-history.ts';
import { mentionedPeople, scriptedPerson } from './scripted-ids.ts';

export interface ScriptedReaction extends Emoji {
  readonly users: Record<ReactionKind, Set<PlatformUserId>>;
}

export interface ScriptedMessage {
  readonly id: MessageId;
  readonly authorId: PlatformUserId | null;
  content: string;
  readonly type: string;
  readonly replyTo: PlatformReply | null;
  readonly createdAt: Date;
  editedAt: Date | null;
  readonly reactions: ScriptedReaction[];
  readonly attachments: readonly PlatformAttachment[];
  readonly metadata: JsonObject;
  /** Why the adapter cannot read it; null for nearly every message. */
  readonly unreadable: string | null;
}

export interface ScriptedChannel {
  readonly id: ChannelId;
  name: string;
  readonly type: ChannelType;
  readonly parentId: ChannelId | null;
  readonly topic: string | null;
  readonly ownerId: PlatformUserId | null;
  readonly metadata: JsonObject;
  hidden: boolean;
  /** Only threads have one; null while they are open. */
  archivedAt: Date | null;
  /** Stays when that message is deleted, as platforms have it. */
  newestMessageId: MessageId | null;
  readonly messages: ScriptedHistory<ScriptedMessage>;
}

export interface ScriptedFile {
  readonly filename: string;
  readonly fileSize?: number;
  readonly contentType?: string | null;
}

export interface NewMessage {
  readonly text?: string;
  readonly author?: PlatformUserId | null;
  /** When it was sent: in the past, it is a message that becomes visible late. */
  readonly at?: Date;
  readonly type?: string;
  /** A message of the same channel, present or not. */
  readonly replyTo?: MessageId;
  readonly attachments?: readonly ScriptedFile[];
  readonly metadata?: JsonObject;
  /** The adapter cannot read it, for this reason. */
  readonly unreadable?: string;
}

/** `name:id` is a custom emoji, everything else stands for itself. */
export function scriptedEmoji(emoji: string | Emoji): Emoji {
  if (typeof emoji !== 'string') return emoji;
  return { emojiType: /^\w+:\d+$/.test(emoji) ? 'custom' : 'standard', emojiValue: emoji };
}

export function scriptedMessage(
  id: MessageId,
  createdAt: Date,
  message: NewMessage,
  around: {
    readonly number: number;
    readonly answered: ScriptedMessage | undefined;
    readonly nextId: () => string;
  },
): ScriptedMessage {
  const { replyTo, attachments = [] } = message;
  const authorId = around.answered?.authorId ?? null;
  return {
    id,
    authorId: message.author === undefined ? scriptedPerson(1) : message.author,
    content: message.text ?? `message ${around.number}`,
    type: message.type ?? (replyTo === undefined ? 'default' : 'reply'),
    replyTo: replyTo === undefined ? null : { messageId: replyTo, authorId },
    createdAt,
    editedAt: null,
    reactions: [],
    attachments: attachments.map((file) => scriptedAttachment(around.nextId(), file)),
    metadata: message.metadata ?? {},
    unreadable: message.unreadable ?? null,
  };
}

function scriptedAttachment(id: string, file: ScriptedFile): PlatformAttachment {
  return {
    id: id as AttachmentId,
    filename: file.filename,
    fileSize: file.fileSize ?? 1024,
    contentType: file.contentType === undefined ? 'image/png' : file.contentType,
    url: `https://files.scripted.invalid/${id}/${encodeURIComponent(file.filename)}`,
    platformMetadata: {},
  };
}

export function toPlatformChannel(channel: ScriptedChannel): PlatformChannel {
  const { id, name, type, parentId, topic, ownerId, newestMessageId, metadata } = channel;
  return {
    id,
    name,
    type,
    parentId,
    topic,
    ownerId,
    newestMessageId: holdsMessages(type) ? newestMessageId : null,
    platformMetadata: metadata,
  };
}

export function toPlatformMessage(channelId: ChannelId, message: ScriptedMessage): PlatformMessage {
  const { id, authorId, content, type, replyTo, createdAt, editedAt, attachments } = message;
  const named = [authorId, replyTo?.authorId ?? null, ...mentionedPeople(content)];
  return {
    channelId,
    id,
    authorId,
    content,
    type,
    replyTo,
    createdAt,
    editedAt,
    reactionCounts: message.reactions.map(({ emojiType, emojiValue, users }) => ({
      emojiType,
      emojiValue,
      normal: users.normal.size,
      burst: users.burst.size,
    })),
    attachments,
    personIds: [...new Set(named.filter((person) => person !== null))],
    platformMetadata: message.metadata,
  };
}
