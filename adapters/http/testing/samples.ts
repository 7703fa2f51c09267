import {
  type FinishedRun,
  noCounters,
  type PlatformId,
  type QueuedRun,
  type RunId,
  type RunningRun,
  type Tenant,
  type TenantId,
} from '@annals/domain';

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
  status: 'queued',
  startedAt: null,
  heartbeatAt: null,
  finishedAt: null,
  error: null,
};

export const runningRun: RunningRun = {
  ...queuedRun,
  status: 'running',
  startedAt: new Date('2026-03-01T11:59:30.000Z'),
  heartbeatAt: new Date('2026-03-01T11:59:59.000Z'),
  channels: { total: 10, done: 3, skipped: 2, failed: 1 },
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
  finishedAt: new Date('2026-03-01T11:59:45.500Z'),
  error: { code: 'partial', message: 'One channel could not be read: #secret (no access).' },
};
