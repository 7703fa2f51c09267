import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { ApplicationError } from '@annals/application';
import { RunningApi, readProblem, TENANT_KEY } from '../testing/running-api.ts';
import { finishedRun, queuedRun, runningRun, sampleTenant } from '../testing/samples.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await RunningApi.start();
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

describe('POST /api/tenants/{tenantId}/sync', () => {
  test('answers with the run and its address', async () => {
    const response = await api.call('POST', '/api/tenants/garden/sync');
    expect(response.status).toBe(202);
    expect(response.headers.get('location')).toBe(
      `/api/tenants/${sampleTenant.id}/sync/runs/${queuedRun.id}`,
    );
    expect(await response.json()).toEqual({
      runId: queuedRun.id,
      jobId: queuedRun.id,
      status: 'queued',
      deduplicated: false,
      queuePosition: 2,
    });
  });

  test.each([
    ['no body', {}],
    ['no body, but a type', { headers: { 'content-type': 'application/json' } }],
    ['an empty body', { headers: { 'content-type': 'text/plain' }, body: '' }],
    ['an empty object', { json: {} }],
  ])('syncs what is new of all channels: %s', async (_what, call) => {
    const response = await api.call('POST', '/api/tenants/garden/sync', call);
    expect(response.status).toBe(202);
    expect(api.triggered.at(-1)).toEqual({
      trigger: 'manual',
      mode: 'incremental',
      channelIds: null,
      requestedBy: 'environment',
    });
  });

  test('syncs what the body asks for, each channel once', async () => {
    await api.call('POST', '/api/tenants/garden/sync', {
      json: { mode: 'full', channelIds: ['1', '2', '1'] },
    });
    expect(api.triggered.at(-1)).toEqual({
      trigger: 'manual',
      mode: 'full',
      channelIds: ['1', '2'],
      requestedBy: 'environment',
    } as never);
  });

  test.each([
    [{ mode: 'sideways' }, 'mode'],
    [{ channelIds: [] }, 'channelIds'],
    [{ channelIds: Array<string>(1_001).fill('1') }, 'channelIds'],
    [{ channelIds: ['1', 2] }, 'channelIds.1'],
    [{ channelIds: '1' }, 'channelIds'],
    [{ Mode: 'full' }, ''],
    [[], ''],
  ])('refuses %j', async (json, path) => {
    const problem = await api.problem('POST', '/api/tenants/garden/sync', { json });
    expect(problem).toMatchObject({ status: 422, code: 'validation_failed' });
    expect(problem.errors?.map((fault) => fault.path)).toEqual([path]);
  });

  test('answers 404 for a tenant that is not there', async () => {
    const problem = await api.problem('POST', '/api/tenants/nobody/sync');
    expect(problem.code).toBe('tenant_not_found');
  });

  test('answers 409 for a tenant that is not active', async () => {
    await using declining = await RunningApi.start({
      sync: {
        trigger: () => Promise.reject(new ApplicationError('tenant_not_active', 'It is paused.')),
      },
    });
    const problem = await declining.problem('POST', '/api/tenants/garden/sync');
    expect(problem).toMatchObject({ status: 409, code: 'tenant_not_active' });
  });

  test('answers 429, and when to come back, to a key that asked too often', async () => {
    await using tired = await RunningApi.start({
      sync: {
        trigger: () =>
          Promise.reject(new ApplicationError('too_many_triggers', 'Too many.', 90_001)),
      },
    });
    const response = await tired.call('POST', '/api/tenants/garden/sync');
    expect(response.headers.get('retry-after')).toBe('91');
    expect(await readProblem(response)).toMatchObject({ status: 429, code: 'too_many_triggers' });
  });
});

describe('DELETE /api/tenants/{tenantId}/sync', () => {
  test('answers with the run that is to end', async () => {
    const response = await api.call('DELETE', '/api/tenants/garden/sync', { key: TENANT_KEY });
    expect(response.status).toBe(202);
    expect(await response.json()).toMatchObject({ runId: queuedRun.id, tenantId: sampleTenant.id });
  });

  test('answers 409 when there is none', async () => {
    await using idle = await RunningApi.start({
      sync: { cancel: () => Promise.reject(new ApplicationError('no_active_run', 'None.')) },
    });
    const problem = await idle.problem('DELETE', '/api/tenants/garden/sync');
    expect(problem).toMatchObject({ status: 409, code: 'no_active_run' });
  });
});

describe('GET /api/tenants/{tenantId}/sync/status', () => {
  test('answers that nothing goes on', async () => {
    const response = await api.call('GET', '/api/tenants/garden/sync/status');
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      state: 'idle',
      currentRun: null,
      lastRun: null,
      lastSuccessfulSyncAt: null,
      nextScheduledAt: null,
      freshness: 'never_synced',
      queuePosition: null,
      progress: null,
    });
  });

  test('answers with the runs and the progress', async () => {
    const progress = {
      phase: 'reading' as const,
      percent: 42.28,
      channelsTotal: 10,
      channelsDone: 5,
      messages: 141,
      messagesPerSecond: 5,
      etaSeconds: 41,
      currentChannel: 'roses',
    };
    await using busy = await RunningApi.start({
      sync: {
        status: async () => ({
          state: 'running',
          currentRun: runningRun,
          lastRun: finishedRun,
          lastSuccessfulSyncAt: new Date('2026-03-01T11:00:00.000Z'),
          nextScheduledAt: new Date('2026-03-01T13:00:00.000Z'),
          freshness: 'on_time',
          queuePosition: null,
          progress,
        }),
      },
    });
    const response = await busy.call('GET', '/api/tenants/garden/sync/status');
    const counts = {
      tenantId: sampleTenant.id,
      trigger: 'manual',
      mode: 'incremental',
      queuedAt: '2026-03-01T11:59:00.000Z',
      startedAt: '2026-03-01T11:59:30.000Z',
      channels: { total: 10, done: 3, skipped: 2, failed: 1 },
      messages: { added: 137, updated: 4, deleted: 1 },
      reactions: 12,
      attachments: 5,
      requests: 40,
      rateLimitWaitMs: 250,
    };
    expect(await response.json()).toEqual({
      state: 'running',
      currentRun: {
        ...counts,
        runId: runningRun.id,
        status: 'running',
        finishedAt: null,
        durationMs: 30_000,
        error: null,
      },
      lastRun: {
        ...counts,
        runId: finishedRun.id,
        status: 'partial',
        finishedAt: '2026-03-01T11:59:45.500Z',
        durationMs: 15_500,
        error: finishedRun.error,
      },
      lastSuccessfulSyncAt: '2026-03-01T11:00:00.000Z',
      nextScheduledAt: '2026-03-01T13:00:00.000Z',
      freshness: 'on_time',
      queuePosition: null,
      progress: { ...progress, percent: 42.2 },
    });
  });
});
