import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { RunningApi, TENANT_KEY } from '../testing/running-api.ts';
import { finishedRun, otherTenant, sampleTenant } from '../testing/samples.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await RunningApi.start();
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

describe('GET /api/overview', () => {
  test('tells of every tenant where its sync stands and what came in a day', async () => {
    const { items } = await api.json('GET', '/api/overview');
    expect(items).toMatchObject([
      {
        tenant: { id: sampleTenant.id, slug: 'garden' },
        sync: { state: 'idle', freshness: 'on_time', lastRun: { status: 'partial' } },
        lastDay: { runs: 24, messages: 137, reactions: 12, attachments: 5 },
      },
      { tenant: { id: otherTenant.id } },
    ]);
  });

  test('goes page by page', async () => {
    const first = await api.json('GET', '/api/overview?limit=1');
    expect(first.items).toHaveLength(1);
    const next = await api.json('GET', `/api/overview?limit=1&cursor=${first.nextCursor}`);
    expect(next).toMatchObject({ items: [{ tenant: { id: otherTenant.id } }], nextCursor: null });
  });

  test('shows a tenant’s key its tenant alone', async () => {
    const { items } = await api.json('GET', '/api/overview', { key: TENANT_KEY });
    expect(items).toMatchObject([{ tenant: { id: sampleTenant.id } }]);
  });
});

describe('what went on lately', () => {
  test('is counted by day', async () => {
    expect(await api.json('GET', '/api/tenants/garden/messages/days?days=2')).toEqual({
      days: [
        { day: '2026-02-28', messages: 5 },
        { day: '2026-03-01', messages: 0 },
      ],
    });
  });

  test('is grouped by cause', async () => {
    expect(await api.json('GET', '/api/tenants/garden/sync/errors')).toEqual({
      causes: [
        {
          ...{ code: 'forbidden', errors: 3, channels: 2, runId: finishedRun.id },
          lastOccurredAt: '2026-03-01T11:59:40.000Z',
          message: 'The bot may not read #secret.',
        },
      ],
    });
  });

  test('is that of three months in figures, and of a week in errors, when nobody says otherwise', async () => {
    const asked: number[] = [];
    await using api = await RunningApi.start({
      activity: {
        messagesPerDay: async (_, days) => {
          asked.push(days);
          return [];
        },
        errorCauses: async (_, days) => {
          asked.push(days);
          return [];
        },
      },
    });
    await api.call('GET', '/api/tenants/garden/messages/days');
    await api.call('GET', '/api/tenants/garden/sync/errors');
    expect(asked).toEqual([90, 7]);
  });

  test.each(['messages/days', 'sync/errors'])(
    '%s is bounded, and the tenant’s own',
    async (path) => {
      for (const days of ['0', '367', 'x']) {
        const problem = await api.problem('GET', `/api/tenants/garden/${path}?days=${days}`);
        expect(problem.status).toBe(422);
      }
      const other = `/api/tenants/${otherTenant.id}/${path}`;
      expect((await api.problem('GET', other, { key: TENANT_KEY })).status).toBe(404);
    },
  );
});
