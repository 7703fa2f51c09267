import type {
  ChannelProgress,
  ErrorCause,
  ListedSyncError,
  OneReport,
  OverviewEntry,
  PluginSetting,
  QueueJob,
} from '@annals/application';
import {
  type ApiKey,
  type ApiKeyId,
  type ChannelId,
  type FinishedRun,
  type MessageId,
  noCounters,
  type PlatformId,
  type QueuedRun,
  type RunId,
  type RunningRun,
  type Tenant,
  type TenantId,
} from '@annals/domain';
import { z } from 'zod';
import type { HttpParts } from '../http-parts.ts';

export const sampleTenant: Tenant = {
  id: '0195a5e0-0000-7000-8000-000000000001' as TenantId,
  slug: 'garden',
  name: 'The Garden',
  platform: 'discord',
  platformId: '1100' as PlatformId,
  status: 'active',
  settings: { colour: 'green' },
  lastSyncedAt: new Date('2026-03-01T11:00:00.000Z'),
  createdAt: new Date('2026-01-01T00:00:00.000Z'),
  updatedAt: new Date('2026-02-01T00:00:00.000Z'),
};

export const otherTenant: Tenant = {
  ...sampleTenant,
  id: '0195a5e0-0000-7000-8000-000000000002' as TenantId,
  slug: 'orchard',
  platformId: '2200' as PlatformId,
};

export const queuedRun: QueuedRun = {
  id: '0195a5e0-0000-7000-8000-0000000000aa' as RunId,
  tenantId: sampleTenant.id,
  trigger: 'manual',
  mode: 'incremental',
  channelIds: null,
  fence: 0,
  queuedAt: new Date('2026-03-01T11:59:00.000Z'),
  cancelRequestedAt: null,
  channels: { total: 0, done: 0, skipped: 0, failed: 0 },
  counters: noCounters,
  percent: 0,
  currentChannel: null,
  status: 'queued',
  startedAt: null,
  heartbeatAt: null,
  expectedEndAt: null,
  finishedAt: null,
  error: null,
};

export const runningRun: RunningRun = {
  ...queuedRun,
  status: 'running',
  startedAt: new Date('2026-03-01T11:59:30.000Z'),
  heartbeatAt: new Date('2026-03-01T11:59:59.000Z'),
  expectedEndAt: new Date('2026-03-01T12:00:41.000Z'),
  channels: { total: 10, done: 3, skipped: 2, failed: 1 },
  percent: 42.28,
  currentChannel: 'roses',
  counters: {
    messagesAdded: 137,
    messagesUpdated: 4,
    messagesDeleted: 1,
    reactions: 12,
    attachments: 5,
    requests: 40,
    rateLimitWaitMs: 250,
  },
};

export const finishedRun: FinishedRun = {
  ...runningRun,
  id: '0195a5e0-0000-7000-8000-0000000000bb' as RunId,
  status: 'partial',
  expectedEndAt: null,
  percent: 100,
  currentChannel: null,
  finishedAt: new Date('2026-03-01T11:59:45.500Z'),
  error: { code: 'partial', message: 'One channel could not be read: #secret (no access).' },
};

export const sampleError: ListedSyncError = {
  tenantId: sampleTenant.id,
  runId: finishedRun.id,
  channelId: '1300' as ChannelId,
  messageId: null,
  code: 'forbidden',
  message: 'The bot may not read #secret.',
  attempt: 1,
  occurredAt: new Date('2026-03-01T11:59:40.000Z'),
  place: '7',
};

export const sampleChannelProgress: ChannelProgress = {
  progress: {
    tenantId: sampleTenant.id,
    channelId: '1301' as ChannelId,
    lastMessageId: '1500' as MessageId,
    lastMessageTimestamp: new Date('2026-03-01T11:58:00.000Z'),
    lastCheckedId: '1500' as MessageId,
    syncStatus: 'complete',
    newestMessageId: '1500' as MessageId,
    archivedThreadsBookmark: null,
    fullRead: null,
    withheld: null,
    totalMessagesSynced: 137,
    lastSyncAttempt: new Date('2026-03-01T11:59:40.000Z'),
    lastSuccessfulSync: new Date('2026-03-01T11:59:40.000Z'),
    errorCount: 0,
    lastError: null,
  },
  channel: { name: 'roses', type: 'text', parentId: null },
};

export const sampleKey: ApiKey = {
  id: '0195a5e0-0000-7000-8000-0000000000cc' as ApiKeyId,
  tenantId: null,
  name: 'reports',
  prefix: 'annals_abcd',
  keyHash: 'ab'.repeat(32),
  expiresAt: null,
  revokedAt: null,
  lastUsedAt: new Date('2026-03-01T11:00:00.000Z'),
  createdAt: new Date('2026-01-02T00:00:00.000Z'),
};

export const sampleJob: QueueJob = {
  jobId: finishedRun.id,
  tenantId: sampleTenant.id,
  state: 'failed',
  attempts: 4,
  queuedAt: new Date('2026-03-01T11:59:00.000Z'),
  startedAt: new Date('2026-03-01T11:59:30.000Z'),
  finishedAt: null,
  failure: 'The attempt failed; the log says why.',
};

const sampleCause: ErrorCause = {
  code: 'forbidden',
  errors: 3,
  channels: 2,
  lastOccurredAt: new Date('2026-03-01T11:59:40.000Z'),
  message: 'The bot may not read #secret.',
  runId: finishedRun.id,
};

export function sampleOverview(tenant: Tenant): OverviewEntry {
  return {
    tenant,
    status: {
      state: 'idle',
      currentRun: null,
      lastRun: { ...finishedRun, tenantId: tenant.id },
      lastSuccessfulSyncAt: tenant.lastSyncedAt,
      nextScheduledAt: new Date('2026-03-01T13:00:00.000Z'),
      freshness: 'on_time',
      queuePosition: null,
      progress: null,
    },
    lastDay: { runs: 24, messages: 137, reactions: 12, attachments: 5 },
  };
}

export const sampleActivity: HttpParts['activity'] = {
  messagesPerDay: async (_tenant, days) =>
    [
      { day: '2026-02-28', messages: 5 },
      { day: '2026-03-01', messages: 0 },
    ].slice(-days),
  errorCauses: async () => [sampleCause],
};

export const tokenSetting: PluginSetting = {
  variable: 'DISCORD_BOT_TOKEN',
  description: 'The token of the bot.',
  schema: z.string().optional(),
  defaultText: null,
  secret: true,
  required: true,
};

const sampleCommunity: OneReport['community'] = {
  platform: 'discord',
  platformId: '1100',
  tenant: { id: sampleTenant.id, slug: sampleTenant.slug },
  name: 'The Garden',
  findings: [],
  archived: [{ id: '1200' as ChannelId, name: 'general', type: 'text' }],
  excluded: [{ channelId: '1300' as ChannelId, name: 'staff', type: 'text', reason: 'not_public' }],
  estimate: null,
  requests: 7,
};

export const sampleReport: OneReport = {
  verdict: 'fine',
  service: [],
  communities: [sampleCommunity],
  community: sampleCommunity,
};
