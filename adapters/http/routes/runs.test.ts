import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { RunPlace } from '@annals/application';
import type { RunId } from '@annals/domain';
import { RunningApi, TENANT_KEY } from '../testing/running-api.ts';
import { finishedRun, sampleError } from '../testing/samples.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await RunningApi.start();
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

const runs = '/api/tenants/garden/sync/runs';
const shown = { runId: finishedRun.id, status: 'partial', durationMs: 15_500 };

describe('GET /api/tenants/{tenantId}/sync/runs', () => {
  test('answers with the history', async () => {
    const response = await api.call('GET', runs);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ items: [shown], nextCursor: null });
  });

  test('goes on behind the last run of a page, to the millisecond', async () => {
    const places: (RunPlace | null)[] = [];
    const many = [1, 2, 3].map((number) => ({
      ...finishedRun,
      id: `0195a5e0-0000-7000-8000-00000000000${number}` as RunId,
      queuedAt: new Date(Date.UTC(2026, 2, 1, 9, 0, 0, 123)),
    }));
    await using busy = await RunningApi.start({
      sync: {
        listRuns: async (_tenant, { after, limit }) => {
          places.push(after);
          return many.slice(0, limit);
        },
      },
    });
    const first = await busy.json('GET', `${runs}?limit=2`);
    await busy.call('GET', `${runs}?limit=2&cursor=${first.nextCursor}`);
    expect(places).toEqual([
      null,
      { queuedAt: new Date('2026-03-01T09:00:00.123Z'), runId: many[1]?.id as RunId },
    ]);
  });

  test.each([
    ['limit', '?limit=many'],
    ['limit', '?limit=201'],
    ['cursor', '?cursor=x'],
    ['cursor', `?cursor=${Buffer.from('2026-03-01T09:00:00.123Z').toString('base64url')}`],
    [
      'cursor',
      `?cursor=${Buffer.from(`0000-01-01T00:00:00.000Z ${finishedRun.id}`).toString('base64url')}`,
    ],
  ])('refuses a bad %s: %s', async (path, query) => {
    const problem = await api.problem('GET', runs + query);
    expect(problem).toMatchObject({ status: 422, code: 'validation_failed' });
    expect(problem.errors?.map((fault) => fault.path)).toEqual([path]);
  });
});

describe('GET /api/tenants/{tenantId}/sync/runs/{runId}', () => {
  test('answers with the run', async () => {
    const response = await api.call('GET', `${runs}/${finishedRun.id}`);
    expect(await response.json()).toMatchObject(shown);
  });

  test('answers with what went wrong in it', async () => {
    const response = await api.call('GET', `${runs}/${finishedRun.id}/errors`);
    const { channelId, messageId, code, message, attempt } = sampleError;
    expect(await response.json()).toEqual({
      items: [
        { channelId, messageId, code, message, attempt, occurredAt: '2026-03-01T11:59:40.000Z' },
      ],
      nextCursor: null,
    });
  });

  test.each(['0195a5e0-0000-7000-8000-0000000000ff', 'x', '1'])(
    'answers 404 for a run that the tenant has not: %s',
    async (runId) => {
      for (const below of ['', '/errors']) {
        const problem = await api.problem('GET', `${runs}/${runId}${below}`);
        expect(problem).toMatchObject({ status: 404, code: 'run_not_found' });
      }
    },
  );
});

describe('GET /api/tenants/{tenantId}/sync/channels', () => {
  test('answers where the reading of each stands', async () => {
    const response = await api.call('GET', '/api/tenants/garden/sync/channels');
    expect(await response.json()).toEqual({
      items: [
        {
          channelId: '1301',
          name: 'roses',
          type: 'text',
          parentId: null,
          syncStatus: 'complete',
          messages: 137,
          lastMessageAt: '2026-03-01T11:58:00.000Z',
          lastAttemptAt: '2026-03-01T11:59:40.000Z',
          lastSuccessAt: '2026-03-01T11:59:40.000Z',
          errorCount: 0,
          lastError: null,
        },
      ],
      nextCursor: null,
    });
  });
});

test('refuses a place among errors that no store counts to', async () => {
  const cursor = Buffer.from('9'.repeat(19)).toString('base64url');
  const path = `${runs}/${finishedRun.id}/errors?cursor=${cursor}`;
  expect(await api.problem('GET', path)).toMatchObject({ status: 422 });
});

test.each([
  'runs',
  `runs/${finishedRun.id}`,
  `runs/${finishedRun.id}/errors`,
  'channels',
  'events',
])('another tenant’s %s are as those of none', async (below) => {
  const problem = await api.problem('GET', `/api/tenants/orchard/sync/${below}`, {
    key: TENANT_KEY,
  });
  expect(problem).toMatchObject({ status: 404, code: 'tenant_not_found' });
});
