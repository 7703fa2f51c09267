import { z } from 'zod';
import { type PlatformAttachment, platformAttachmentSchema } from './attachment.ts';
import {
  type ChannelId,
  channelIdSchema,
  type MessageId,
  messageIdSchema,
  type PlatformUserId,
  platformUserIdSchema,
  type TenantId,
  type UserHash,
} from './ids.ts';
import { type JsonObject, jsonObjectSchema } from './json.ts';
import { type ReactionCount, reactionCountSchema } from './reaction.ts';

/** Which message a reply answers, whether or not that message still exists. */
export interface PlatformReply {
  readonly messageId: MessageId;
  /** Null when the platform does not say (the answered message is deleted, for instance). */
  readonly authorId: PlatformUserId | null;
}

/** A message as its platform gives it, with the ids of people still in the clear. */
export interface PlatformMessage {
  readonly channelId: ChannelId;
  readonly id: MessageId;
  /** The person, bot or webhook that wrote it; null when the platform names nobody. */
  readonly authorId: PlatformUserId | null;
  readonly content: string;
  /** `default`, `reply`, or the platform's own kind in snake case (`thread_created`, …). */
  readonly type: string;
  /** Null for everything that is not a reply. */
  readonly replyTo: PlatformReply | null;
  readonly createdAt: Date;
  /** Null: never. Without it the earlier texts of a message are not kept. */
  readonly editedAt: Date | null;
  /** Each emoji once; in the platform's order. */
  readonly reactionCounts: readonly ReactionCount[];
  readonly attachments: readonly PlatformAttachment[];
  /**
   * Every person whom the payload names anywhere, the author included. Gone through only when one of
   * its texts may hold an id: most hold none, and a plugin need not look for them before.
   */
  readonly personIds: Iterable<PlatformUserId>;
  /** Only ids of things, never of people, may stand under keys `id` and `…Id`. */
  readonly platformMetadata: JsonObject;
}

export const platformMessageSchema: z.ZodType<PlatformMessage> = z.object({
  channelId: channelIdSchema,
  id: messageIdSchema,
  authorId: platformUserIdSchema.nullable(),
  content: z.string(),
  type: z.string().min(1),
  replyTo: z
    .object({ messageId: messageIdSchema, authorId: platformUserIdSchema.nullable() })
    .nullable(),
  createdAt: z.date(),
  editedAt: z.date().nullable(),
  reactionCounts: z.array(reactionCountSchema),
  attachments: z.array(platformAttachmentSchema),
  personIds: z.preprocess(listOf, z.array(platformUserIdSchema)),
  platformMetadata: jsonObjectSchema,
});

/** What can be gone through as a list; anything else as it is. */
function listOf(value: unknown): unknown {
  return Symbol.iterator in Object(value) ? [...(value as Iterable<unknown>)] : value;
}

/** An earlier text of a message that was edited. */
export interface MessageRevision {
  readonly tenantId: TenantId;
  readonly channelId: ChannelId;
  readonly messageId: MessageId;
  /** When this text was written: at an edit, or when the message was sent. */
  readonly writtenAt: Date;
  readonly content: string;
}

/** A message as the archive keeps it: storable text, no id of a person. */
export interface Message {
  readonly tenantId: TenantId;
  readonly channelId: ChannelId;
  readonly id: MessageId;
  readonly authorHash: UserHash | null;
  readonly content: string;
  readonly type: string;
  readonly replyToId: MessageId | null;
  readonly replyToAuthorHash: UserHash | null;
  readonly platformCreatedAt: Date;
  readonly platformEditedAt: Date | null;
  readonly reactionCounts: readonly ReactionCount[];
  readonly platformMetadata: JsonObject;
}
