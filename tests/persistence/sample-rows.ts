import type { ChannelAdvance, NewRun } from '@annals/application';
import type {
  AttachmentId,
  Channel,
  ChannelId,
  Message,
  MessageAttachment,
  MessageId,
  RunId,
  Tenant,
  TenantId,
  UserHash,
} from '@annals/domain';

export const channelId = '310000000000000001' as ChannelId;
export const noon: Date = new Date('2026-03-01T12:00:00.123Z');

export function newTenantId(): TenantId {
  return crypto.randomUUID() as TenantId;
}

export function messageId(index: number): MessageId {
  return String(1_200_000_000_000_000_000n + BigInt(index)) as MessageId;
}

export function userHash(index: number): UserHash {
  return new Bun.CryptoHasher('sha256').update(`person ${index}`).digest('hex') as UserHash;
}

export function sampleMessage(
  tenantId: TenantId,
  index: number,
  change: Partial<Message> = {},
): Message {
  return {
    tenantId,
    channelId,
    id: messageId(index),
    authorHash: userHash(index % 7),
    content: `message ${index}`,
    type: index % 5 === 0 ? 'reply' : 'default',
    replyToId: index % 5 === 0 ? messageId(index - 1) : null,
    replyToAuthorHash: index % 5 === 0 ? userHash((index - 1) % 7) : null,
    platformCreatedAt: new Date(noon.getTime() + index * 1_000),
    platformEditedAt: null,
    reactionCounts:
      index % 10 === 0
        ? [{ emojiType: 'standard', emojiValue: '🎉', normal: index, burst: 1 }]
        : [],
    platformMetadata: index % 3 === 0 ? { flags: 4, embeds: [{ title: 'a “title”' }] } : {},
    ...change,
  };
}

export function sampleMessages(tenantId: TenantId, count: number): Message[] {
  return Array.from({ length: count }, (_, index) => sampleMessage(tenantId, index));
}

export function sampleAttachment({ tenantId, channelId, id }: Message): MessageAttachment {
  return {
    tenantId,
    channelId,
    messageId: id,
    id: `${id}1` as AttachmentId,
    filename: 'notes.txt',
    fileSize: 2 ** 40,
    contentType: null,
    url: `https://files.example/${id}/notes.txt`,
    platformMetadata: { width: 3 },
  };
}

export function sampleChannel(
  tenantId: TenantId,
  id: string,
  change: Partial<Channel> = {},
): Channel {
  return {
    tenantId,
    id: id as ChannelId,
    name: `name of ${id}`,
    type: 'text',
    parentId: null,
    topic: null,
    removedAt: null,
    platformMetadata: { position: 1 },
    ...change,
  };
}

export function sampleRun(tenantId: TenantId): NewRun {
  return {
    id: crypto.randomUUID() as RunId,
    tenantId,
    trigger: 'manual',
    mode: 'incremental',
    channelIds: null,
    queuedAt: noon,
    requestedBy: null,
  };
}

/** One message further. */
export function sampleAdvance(change: Partial<ChannelAdvance> = {}): ChannelAdvance {
  const last = messageId(1);
  return {
    checkpoint: {
      channelId,
      lastMessageId: last,
      lastMessageTimestamp: noon,
      lastCheckedId: last,
    },
    syncStatus: 'in_progress',
    added: 1,
    at: noon,
    ...change,
  };
}

export function sampleTenant(change: Partial<Tenant> = {}): Tenant {
  const id = newTenantId();
  return {
    id,
    slug: `tenant-${id}`,
    name: 'A community',
    platform: 'example',
    platformId: id as string as Tenant['platformId'],
    status: 'active',
    settings: {},
    lastSyncedAt: null,
    createdAt: noon,
    updatedAt: noon,
    ...change,
  };
}
