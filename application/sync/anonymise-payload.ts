import {
  type Anonymiser,
  type Channel,
  type IdHasher,
  type Message,
  type MessageAttachment,
  type PlatformChannel,
  type PlatformMessage,
  type ReactionCount,
  storableText,
  type TenantId,
} from '@annals/domain';

/** What most messages have, and share. */
const NO_FILES: readonly never[] = [];

/** What turns payloads into rows. */
export interface Anonymising {
  readonly anonymiser: Anonymiser;
  readonly hasher: IdHasher;
}

/** A channel as the archive may keep it. A thread's opener is in its metadata, as `ownerHash`. */
export function anonymiseChannel(
  { anonymiser, hasher }: Anonymising,
  tenantId: TenantId,
  channel: PlatformChannel,
): Omit<Channel, 'removedAt'> {
  const { ownerId } = channel;
  const personIds = ownerId === null ? [] : [ownerId];
  const metadata = anonymiser.json(channel.platformMetadata, personIds);
  return {
    tenantId,
    id: channel.id,
    name: anonymiser.text(channel.name, personIds),
    type: channel.type,
    parentId: channel.parentId,
    topic: channel.topic === null ? null : anonymiser.text(channel.topic, personIds),
    platformMetadata:
      ownerId === null ? metadata : { ...metadata, ownerHash: hasher.hash(ownerId) },
  };
}

/** A message on its way into the archive, with its files: nobody's id is left in it. */
export interface AnonymousMessage {
  readonly message: Message;
  readonly attachments: readonly MessageAttachment[];
}

export function anonymise(
  parts: Anonymising,
  tenantId: TenantId,
  payload: PlatformMessage,
): AnonymousMessage {
  return {
    message: anonymiseMessage(parts, tenantId, payload),
    attachments: anonymiseAttachments(parts, tenantId, payload),
  };
}

/** A message as the archive may keep it. */
function anonymiseMessage(
  { anonymiser, hasher }: Anonymising,
  tenantId: TenantId,
  message: PlatformMessage,
): Message {
  const { personIds, replyTo } = message;
  const repliedTo = replyTo?.authorId ?? null;
  return {
    tenantId,
    channelId: message.channelId,
    id: message.id,
    authorHash: message.authorId === null ? null : hasher.hash(message.authorId),
    content: anonymiser.text(message.content, personIds),
    type: message.type,
    replyToId: replyTo?.messageId ?? null,
    replyToAuthorHash: repliedTo === null ? null : hasher.hash(repliedTo),
    platformCreatedAt: message.createdAt,
    platformEditedAt: message.editedAt,
    reactionCounts: anonymiseCounts(anonymiser, message),
    platformMetadata: anonymiser.json(message.platformMetadata, personIds),
  };
}

function anonymiseCounts(
  anonymiser: Anonymiser,
  { reactionCounts, personIds }: PlatformMessage,
): readonly ReactionCount[] {
  // Most messages have none.
  if (reactionCounts.length === 0) return reactionCounts;
  return reactionCounts.map((count) => ({
    ...count,
    emojiValue: emojiValue(count, (name) => anonymiser.text(name, personIds)),
  }));
}

/** The id of a custom emoji is no person's; its name is a text that somebody chose. */
function emojiValue(
  { emojiType, emojiValue: value }: ReactionCount,
  anonymise: (name: string) => string,
): string {
  if (emojiType === 'standard') return storableText(value);
  const end = value.lastIndexOf(':');
  return anonymise(value.slice(0, end)) + storableText(value.slice(end));
}

/** The attachments of a message as the archive may keep them. */
function anonymiseAttachments(
  { anonymiser }: Anonymising,
  tenantId: TenantId,
  message: PlatformMessage,
): readonly MessageAttachment[] {
  const { personIds } = message;
  if (message.attachments.length === 0) return NO_FILES;
  const text = (raw: string) => anonymiser.text(raw, personIds);
  return message.attachments.map((attachment) => ({
    tenantId,
    channelId: message.channelId,
    messageId: message.id,
    id: attachment.id,
    filename: text(attachment.filename),
    fileSize: attachment.fileSize,
    contentType: attachment.contentType === null ? null : text(attachment.contentType),
    url: text(attachment.url),
    platformMetadata: anonymiser.json(attachment.platformMetadata, personIds),
  }));
}
