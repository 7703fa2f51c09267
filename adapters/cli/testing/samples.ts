import type { KeyAnswer, RunAnswer, StatusAnswer, TenantAnswer } from '../api/answers.ts';

export const garden: TenantAnswer = {
  id: '018f2f6e-0000-7000-8000-000000000001',
  slug: 'garden',
  name: 'The Garden',
  platform: 'discord',
  platformId: '81384788765712384',
  status: 'active',
  lastSyncedAt: null,
};

export const runId = '018f2f6e-0000-7000-8000-000000000002';

export const runningRun: RunAnswer = {
  runId,
  trigger: 'manual',
  mode: 'incremental',
  status: 'running',
  queuedAt: '2026-03-01T12:00:00.000Z',
  durationMs: 10_000,
  channels: { total: 7, done: 2, skipped: 1, failed: 0 },
  messages: { added: 1500, updated: 300, deleted: 0 },
  reactions: 150,
  attachments: 50,
  requests: 20,
  rateLimitWaitMs: 0,
  error: null,
};

export const succeededRun: RunAnswer = { ...runningRun, status: 'succeeded' };

export const idle: StatusAnswer = {
  state: 'idle',
  currentRun: null,
  lastRun: succeededRun,
  nextScheduledAt: '2026-03-01T13:00:00.000Z',
  freshness: 'on_time',
  queuePosition: null,
  progress: null,
};

export const running: StatusAnswer = {
  ...idle,
  state: 'running',
  currentRun: runningRun,
  progress: {
    phase: 'reading',
    percent: 42.3,
    channelsTotal: 7,
    channelsDone: 3,
    messages: 1800,
    messagesPerSecond: 180,
    etaSeconds: 14,
    currentChannel: 'general',
  },
};

export const reportsKey: KeyAnswer = {
  keyId: '018f2f6e-0000-7000-8000-000000000003',
  name: 'reports',
  prefix: 'annals_abc',
  expiresAt: null,
  revokedAt: null,
};
