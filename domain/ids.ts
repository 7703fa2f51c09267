import { z } from 'zod';
import { storableText } from './storable-text.ts';

declare const scope: unique symbol;
/** A string that only stands for one kind of id. */
type Scoped<Kind extends string> = string & { readonly [scope]: Kind };

/**
 * Ids as types with a scope, so that a channel's id cannot be passed where a message's is
 * wanted. All are the platform's own opaque strings, except `TenantId`, `RunId` and `ApiKeyId`,
 * which are UUIDs made here. Never compare platform ids with `<`: ask the platform's
 * `MessageIdOrder`.
 */
export type TenantId = Scoped<'TenantId'>;
/** Unique over all runs. */
export type RunId = Scoped<'RunId'>;
/** Unique over all keys. */
export type ApiKeyId = Scoped<'ApiKeyId'>;
/** The community's id on its platform (Discord: the guild id). Unique per platform. */
export type PlatformId = Scoped<'PlatformId'>;
/** Unique per tenant. */
export type ChannelId = Scoped<'ChannelId'>;
/** Unique per channel; wider only on some platforms. */
export type MessageId = Scoped<'MessageId'>;
/** Unique per message. */
export type AttachmentId = Scoped<'AttachmentId'>;
/** A person's id in the clear. Never stored, logged, queued or answered: only `UserHash` is. */
export type PlatformUserId = Scoped<'PlatformUserId'>;
/** Lower-case hex SHA-256 (or HMAC-SHA-256) of a `PlatformUserId`: 64 characters. */
export type UserHash = Scoped<'UserHash'>;

/** Gives the ids that a schema lets through their scope. */
function scoped<Id extends string>(schema: z.ZodType<string>): z.ZodType<Id> {
  return schema as unknown as z.ZodType<Id>;
}

const platformText = z
  .string()
  .min(1)
  .max(255)
  // No id that came from a store is anything else, and none else can be looked for there.
  .refine((text) => text === storableText(text), 'has characters that cannot be stored');

export const tenantIdSchema: z.ZodType<TenantId> = scoped(z.uuid());
export const runIdSchema: z.ZodType<RunId> = scoped(z.uuid());
export const apiKeyIdSchema: z.ZodType<ApiKeyId> = scoped(z.uuid());
export const platformIdSchema: z.ZodType<PlatformId> = scoped(platformText);
export const channelIdSchema: z.ZodType<ChannelId> = scoped(platformText);
export const messageIdSchema: z.ZodType<MessageId> = scoped(platformText);
export const attachmentIdSchema: z.ZodType<AttachmentId> = scoped(platformText);
export const platformUserIdSchema: z.ZodType<PlatformUserId> = scoped(platformText);
