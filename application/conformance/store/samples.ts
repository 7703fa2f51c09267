import { createHash } from 'node:crypto';
import type {
  ApiKey,
  ApiKeyId,
  AttachmentId,
  Channel,
  ChannelId,
  Message,
  MessageAttachment,
  MessageId,
  PlatformId,
  ReactionCount,
  RunId,
  SyncCheckpoint,
  SyncError,
  Tenant,
  TenantId,
  UserHash,
} from '@annals/domain';
import type { NewRun, PendingReactions, ReadReactions, RunProgress } from '../../ports/index.ts';

/** Rows that say nothing of their own: a check gives what it is about. */

export const tenantId = '0190a000-0000-7000-8000-000000000001' as TenantId;
export const otherTenantId = '0190a000-0000-7000-8000-000000000002' as TenantId;

/** A time of the sample day, with milliseconds. */
export function at(seconds: number): Date {
  return new Date(Date.UTC(2026, 4, 17, 12, 0, 0, 123) + seconds * 1_000);
}

export function channelId(id: string): ChannelId {
  return id as ChannelId;
}

export function messageId(id: string): MessageId {
  return id as MessageId;
}

export function attachmentId(id: string): AttachmentId {
  return id as AttachmentId;
}

export function platformId(id: string): PlatformId {
  return id as PlatformId;
}

export function userHash(name: string): UserHash {
  return createHash('sha256').update(name).digest('hex') as UserHash;
}

/** Run ids ascend with their number. */
export function runId(number: number): RunId {
  return `0190b000-0000-7000-8000-${String(number).padStart(12, '0')}` as RunId;
}

export function sampleTenant(given: Partial<Tenant> = {}): Tenant {
  return {
    id: tenantId,
    slug: 'garden',
    name: 'Garden',
    platform: 'sample',
    platformId: platformId('1'),
    status: 'active',
    settings: {},
    lastSyncedAt: null,
    createdAt: at(0),
    updatedAt: at(0),
    ...given,
  };
}

export function sampleChannel(
  given: Partial<Omit<Channel, 'removedAt'>> = {},
): Omit<Channel, 'removedAt'> {
  return {
    tenantId,
    id: channelId('10'),
    name: 'general',
    type: 'text',
    parentId: null,
    topic: null,
    platformMetadata: {},
    ...given,
  };
}

export function sampleMessage(given: Partial<Message> = {}): Message {
  return {
    tenantId,
    channelId: channelId('10'),
    id: messageId('100'),
    authorHash: userHash('ada'),
    content: 'hello',
    type: 'default',
    replyToId: null,
    replyToAuthorHash: null,
    platformCreatedAt: at(0),
    platformEditedAt: null,
    reactionCounts: [],
    platformMetadata: {},
    ...given,
  };
}

export function checkpointAt(id: string, of: ChannelId = channelId('10')): SyncCheckpoint {
  return {
    channelId: of,
    lastMessageId: messageId(id),
    lastMessageTimestamp: at(Number(id)),
    lastCheckedId: messageId(`${id}9`),
  };
}

export function thumbs(normal: number): ReactionCount {
  return { emojiType: 'standard', emojiValue: '👍', normal, burst: 0 };
}

export function sampleAttachment(given: Partial<MessageAttachment> = {}): MessageAttachment {
  return {
    tenantId,
    channelId: channelId('10'),
    messageId: messageId('100'),
    id: attachmentId('1000'),
    filename: 'plan.pdf',
    fileSize: 2_048,
    contentType: 'application/pdf',
    url: 'https://files.example/plan.pdf',
    platformMetadata: {},
    ...given,
  };
}

export function sampleRun(given: Partial<NewRun> = {}): NewRun {
  return {
    id: runId(1),
    tenantId,
    trigger: 'manual',
    mode: 'incremental',
    channelIds: null,
    queuedAt: at(0),
    requestedBy: null,
    ...given,
  };
}

export function sampleError(given: Partial<SyncError> = {}): SyncError {
  return {
    tenantId,
    runId: runId(1),
    channelId: channelId('10'),
    messageId: null,
    code: 'unavailable',
    message: 'The platform did not answer.',
    attempt: 1,
    occurredAt: at(0),
    ...given,
  };
}

export function sampleKey(given: Partial<ApiKey> = {}): ApiKey {
  return {
    id: '0190c000-0000-7000-8000-000000000001' as ApiKeyId,
    tenantId: null,
    name: 'first',
    prefix: 'ann_1234',
    keyHash: userHash('key'),
    expiresAt: null,
    revokedAt: null,
    lastUsedAt: null,
    createdAt: at(0),
    ...given,
  };
}

/** Progress in which every figure is another one. */
export function sampleProgress(): RunProgress {
  return {
    channels: { total: 9, done: 4, skipped: 3, failed: 2 },
    percent: 62.5,
    currentChannel: 'general',
    expectedEndAt: at(100),
    knownStoredAt: at(1),
    added: {
      messagesAdded: 11,
      messagesUpdated: 12,
      messagesDeleted: 13,
      reactions: 14,
      attachments: 15,
      requests: 16,
      rateLimitWaitMs: 17,
    },
  };
}

/** As if all of their emoji were listed. */
export function listed(pending: readonly PendingReactions[]): ReadReactions[] {
  return pending.map((reactions) => ({ ...reactions, unlistedEmoji: [] }));
}
