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
import { objectsIn } from './json-shape.ts';
import { messageTypeName, REPLY_TYPE } from './message-types.ts';
import { attachmentMetadata } from './metadata/attachment.ts';
import { messageMetadata } from './metadata/message.ts';
import {
  attachmentSchema,
  type MessagePayload,
  messageSchema,
  type RawPayload,
  type ReactionPayload,
} from './payloads.ts';
import { peopleIn } from './people.ts';
import { withoutSignature } from './signed-url.ts';

/** The message in the archive's terms, or null when it lacks what every message has. */
export function toMessage(channelId: ChannelId, raw: RawPayload): PlatformMessage | null {
  const parsed = messageSchema.safeParse(raw);
  if (!parsed.success) return null;
  const payload = parsed.data;
  return {
    channelId,
    id: payload.id as MessageId,
    authorId: (payload.author?.id ?? payload.webhook_id) as PlatformUserId | null,
    content: payload.content,
    type: messageTypeName(payload.type),
    replyTo: replyOf(payload),
    createdAt: payload.timestamp,
    editedAt: payload.edited_timestamp ?? null,
    reactionCounts: reactionCounts(payload.reactions),
    attachments: attachmentsOf(raw),
    personIds: peopleIn(raw),
    platformMetadata: messageMetadata.read(raw),
  };
}

/** Many kinds of messages refer to others; only one kind is an answer. */
function replyOf(payload: MessagePayload): PlatformReply | null {
  const messageId = payload.message_reference?.message_id ?? null;
  if (payload.type !== REPLY_TYPE || messageId === null) return null;
  const authorId = payload.referenced_message?.author?.id ?? null;
  return { messageId: messageId as MessageId, authorId: authorId as PlatformUserId | null };
}

function reactionCounts(reactions: readonly ReactionPayload[]): ReactionCount[] {
  const counts = new Map<string, ReactionCount>();
  for (const { emoji, count, count_details: details } of reactions) {
    const { id, name } = emoji;
    if (id === null && (name === null || name === '')) continue;
    const emojiType = id === null ? 'standard' : 'custom';
    // A custom emoji that was deleted has lost its name.
    const emojiValue = id === null ? (name ?? '') : `${name ?? '_'}:${id}`;
    counts.set(emojiValue, {
      emojiType,
      emojiValue,
      normal: details?.normal ?? count,
      burst: details?.burst ?? 0,
    });
  }
  return [...counts.values()];
}

function attachmentsOf(raw: RawPayload): PlatformAttachment[] {
  const attachments = new Map<string, PlatformAttachment>();
  for (const item of objectsIn(raw.attachments)) {
    const parsed = attachmentSchema.safeParse(item);
    if (!parsed.success) continue;
    const { id, filename, size, content_type: contentType, url } = parsed.data;
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
