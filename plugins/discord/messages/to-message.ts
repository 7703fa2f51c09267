import type {
  AttachmentId,
  ChannelId,
  MessageId,
  PlatformAttachment,
  PlatformMessage,
  PlatformReply,
  PlatformUserId,
  ReactionCount,
} from '@annals/domain';
import { isTooDeep, NONE, objectsIn, type RawPayload } from '../json-shape.ts';
import { attachmentMetadata } from '../metadata/attachment.ts';
import { messageMetadata } from '../metadata/message.ts';
import { withoutSignature } from '../signed-url.ts';
import {
  attachmentPayload,
  type MessagePayload,
  messagePayload,
  type ReactionPayload,
} from './message-payload.ts';
import { messageTypeName, REPLY_TYPE } from './message-types.ts';
import { PeopleIn } from './people.ts';

/** Of what is kept: whatever holds components, which hold each other. */
const NESTING = ['components', 'embeds', 'message_snapshots'] as const;

/**
 * The message in the archive's terms, or null when it lacks what every message has or is nested
 * too deep to be one. `payload`: what its columns are made of, where that was read already.
 */
export function toMessage(
  channelId: ChannelId,
  raw: RawPayload,
  payload: MessagePayload | null = messagePayload(raw),
): PlatformMessage | null {
  if (payload === null || NESTING.some((key) => isTooDeep(raw[key]))) return null;
  return {
    channelId,
    id: payload.id as MessageId,
    authorId: payload.authorId as PlatformUserId | null,
    content: payload.content,
    type: messageTypeName(payload.type),
    replyTo: replyOf(payload),
    createdAt: payload.timestamp,
    editedAt: payload.editedTimestamp,
    reactionCounts: reactionCounts(payload.reactions),
    attachments: attachmentsOf(raw),
    personIds: new PeopleIn(raw),
    platformMetadata: messageMetadata.read(raw),
  };
}

/** Many kinds of messages refer to others; only one kind is an answer. */
function replyOf({ type, referencedId, referencedAuthorId }: MessagePayload): PlatformReply | null {
  if (type !== REPLY_TYPE || referencedId === null) return null;
  return {
    messageId: referencedId as MessageId,
    authorId: referencedAuthorId as PlatformUserId | null,
  };
}

function reactionCounts(reactions: readonly ReactionPayload[]): readonly ReactionCount[] {
  if (reactions.length === 0) return NONE;
  const counts = new Map<string, ReactionCount>();
  for (const { emojiId, emojiName, normal, burst } of reactions) {
    if (emojiId === null && (emojiName === null || emojiName === '')) continue;
    const emojiType = emojiId === null ? 'standard' : 'custom';
    // A custom emoji that was deleted has lost its name.
    const emojiValue = emojiId === null ? (emojiName ?? '') : `${emojiName ?? '_'}:${emojiId}`;
    counts.set(emojiValue, { emojiType, emojiValue, normal, burst });
  }
  return [...counts.values()];
}

function attachmentsOf(raw: RawPayload): readonly PlatformAttachment[] {
  const items = objectsIn(raw.attachments);
  if (items.length === 0) return NONE;
  const attachments = new Map<string, PlatformAttachment>();
  for (const item of items) {
    const payload = attachmentPayload(item);
    if (payload === null) continue;
    const { id, filename, size, contentType, url } = payload;
    attachments.set(id, {
      id: id as AttachmentId,
      filename,
      fileSize: size,
      contentType,
      url: withoutSignature(url),
      platformMetadata: attachmentMetadata.read(item),
    });
  }
  return [...attachments.values()];
}
