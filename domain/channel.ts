import { z } from 'zod';
import {
  type ChannelId,
  channelIdSchema,
  type MessageId,
  messageIdSchema,
  type PlatformUserId,
  platformUserIdSchema,
  type TenantId,
} from './ids.ts';
import { type JsonObject, jsonObjectSchema } from './json.ts';

export const channelTypes = [
  'text',
  'announcement',
  'voice',
  'stage',
  'forum',
  'media',
  'thread',
] as const;
export type ChannelType = (typeof channelTypes)[number];

/** Forum and media channels hold posts (threads), no messages of their own. */
export function holdsMessages(type: ChannelType): boolean {
  return type !== 'forum' && type !== 'media';
}

export function mayHoldThreads(type: ChannelType): boolean {
  return type === 'text' || type === 'announcement' || type === 'forum' || type === 'media';
}

/** A channel or thread as its platform shows it to everyone, before anything is anonymised. */
export interface PlatformChannel {
  readonly id: ChannelId;
  /** What people know it by, which is all that the dashboard and the command line show of it. */
  readonly name: string;
  readonly type: ChannelType;
  /** A thread's channel, or a channel's category; may name a channel that is not public. */
  readonly parentId: ChannelId | null;
  readonly topic: string | null;
  /** Who opened a thread; null for anything else or when the platform does not say. */
  readonly ownerId: PlatformUserId | null;
  /**
   * The newest message that the platform had seen when it listed the channel (it may be deleted
   * by now), or null when there is none: a channel that names no newer one than before is not read.
   * A plugin whose platform does not list it asks for it. Always null for a channel that holds no
   * messages.
   */
  readonly newestMessageId: MessageId | null;
  /** Only ids of things, never of people, may stand under keys `id` and `…Id`. */
  readonly platformMetadata: JsonObject;
}

export const platformChannelSchema: z.ZodType<PlatformChannel> = z.object({
  id: channelIdSchema,
  name: z.string(),
  type: z.enum(channelTypes),
  parentId: channelIdSchema.nullable(),
  topic: z.string().nullable(),
  ownerId: platformUserIdSchema.nullable(),
  newestMessageId: messageIdSchema.nullable(),
  platformMetadata: jsonObjectSchema,
});

/** A channel as the archive keeps it. */
export interface Channel {
  readonly tenantId: TenantId;
  readonly id: ChannelId;
  readonly name: string;
  readonly type: ChannelType;
  readonly parentId: ChannelId | null;
  readonly topic: string | null;
  /** When it was first seen to be gone or no longer public; its rows stay. */
  readonly removedAt: Date | null;
  readonly platformMetadata: JsonObject;
}
