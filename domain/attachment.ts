import { z } from 'zod';
import {
  type AttachmentId,
  attachmentIdSchema,
  type ChannelId,
  type MessageId,
  type TenantId,
} from './ids.ts';
import { type JsonObject, jsonObjectSchema } from './json.ts';

/** A file on a message, as the platform describes it. The file itself is not fetched. */
export interface PlatformAttachment {
  readonly id: AttachmentId;
  readonly filename: string;
  /** Bytes. */
  readonly fileSize: number;
  /** Media type, or null when the platform gives none. */
  readonly contentType: string | null;
  /** Without any signature that expires, so that reading it again gives the same text. */
  readonly url: string;
  readonly platformMetadata: JsonObject;
}

export const platformAttachmentSchema: z.ZodType<PlatformAttachment> = z.object({
  id: attachmentIdSchema,
  filename: z.string(),
  fileSize: z.number().nonnegative(),
  contentType: z.string().nullable(),
  url: z.string(),
  platformMetadata: jsonObjectSchema,
});

export interface MessageAttachment extends PlatformAttachment {
  readonly tenantId: TenantId;
  readonly channelId: ChannelId;
  readonly messageId: MessageId;
}
