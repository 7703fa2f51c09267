import { z } from 'zod';
import { objectIn, type RawPayload } from './json-shape.ts';
import { snowflakeSchema } from './snowflake.ts';

/*
 * What is needed of Discord's payloads, and nothing else: unknown fields, types and flags come
 * without notice and must not stop a page.
 */

const permissions = z.string().regex(/^\d+$/).transform(BigInt);

/** Every permission that there is, and that will be. */
export const ALL_PERMISSIONS: bigint = ~0n;

interface OverwritePayload {
  readonly id: string;
  /** 0 role, 1 member. */
  readonly type: number;
  readonly allow: bigint;
  readonly deny: bigint;
}

const overwriteSchema: z.ZodType<OverwritePayload> = z.object({
  id: snowflakeSchema,
  type: z.coerce.number(),
  // What cannot be read allows nothing, and denies everything.
  allow: permissions.catch(0n),
  deny: permissions.catch(ALL_PERMISSIONS),
});

export const roleSchema: z.ZodType<RolePayload> = z.object({ id: snowflakeSchema, permissions });

export interface RolePayload {
  readonly id: string;
  readonly permissions: bigint;
}

export interface ChannelPayload {
  readonly id: string;
  readonly type: number;
  readonly name: string;
  readonly parent_id: string | null;
  readonly topic: string | null;
  readonly owner_id: string | null;
  readonly last_message_id: string | null;
  /** Null when none came, as for threads, which have none: of a channel nothing says who may read it. */
  readonly permission_overwrites: readonly OverwritePayload[] | null;
  /** When it was last archived or revived, microseconds and all; null for what is no thread. */
  readonly archiveTimestamp: string | null;
  /** Everything that came. */
  readonly raw: RawPayload;
}

/** Taken as it is: a record would be copied, key by key. */
export const rawPayloadSchema: z.ZodType<RawPayload> = z.custom<RawPayload>(
  (value) => objectIn(value) !== null,
  'is no object',
);

const optionalText = z
  .string()
  .nullish()
  .catch(null)
  .transform((text) => text ?? null);
const optionalId = snowflakeSchema
  .nullish()
  .catch(null)
  .transform((id) => id ?? null);

export const channelSchema: z.ZodType<ChannelPayload> = rawPayloadSchema.transform(
  (raw, context) => {
    const parsed = channelFieldsSchema.safeParse(raw);
    if (parsed.success) {
      const { thread_metadata: thread, ...fields } = parsed.data;
      return { ...fields, archiveTimestamp: thread?.archive_timestamp ?? null, raw };
    }
    context.addIssue({ code: 'custom', message: 'is no channel' });
    return z.NEVER;
  },
);

const channelFieldsSchema = z.object({
  id: snowflakeSchema,
  type: z.int(),
  name: optionalText.transform((name) => name ?? ''),
  parent_id: optionalId,
  topic: optionalText,
  owner_id: optionalId,
  last_message_id: optionalId,
  // A list that cannot be read must not look like one without denials.
  permission_overwrites: z
    .array(overwriteSchema)
    .nullish()
    .transform((list) => list ?? null),
  thread_metadata: z
    .object({ archive_timestamp: z.iso.datetime({ offset: true }).nullish().catch(null) })
    .nullish()
    .catch(null),
});

export const guildSchema: z.ZodType<{ readonly name: string }> = z.object({ name: z.string() });

export const memberSchema: z.ZodType<{ readonly roles: readonly string[] }> = z.object({
  roles: z.array(snowflakeSchema),
});

export const userSchema: z.ZodType<{ readonly id: string }> = z.object({ id: snowflakeSchema });

export const applicationSchema: z.ZodType<{ readonly flags: number | null }> = z.object({
  flags: z
    .int()
    .nullish()
    .transform((flags) => flags ?? null),
});

export interface ThreadListPayload {
  readonly threads: readonly ChannelPayload[];
  readonly has_more: boolean;
}

export const threadListSchema: z.ZodType<ThreadListPayload> = z.object({
  threads: z.array(channelSchema),
  has_more: z
    .boolean()
    .nullish()
    .transform((more) => more === true),
});
