import { expect } from 'bun:test';
import type { RunId, Tenant, TenantId } from '@annals/domain';
import type { DueRound, Repositories } from '../../ports/index.ts';
import { endRun } from './run-steps.ts';
import { at, channelId, platformId, runId, sampleRun, sampleTenant } from './samples.ts';
import { type StoreCheck, storeCheck } from './store-check.ts';

/** Tenants `1`, `2`, …, each changed as told. */
async function plant(
  { tenants }: Repositories,
  ...changes: readonly Partial<Tenant>[]
): Promise<TenantId[]> {
  const planted: TenantId[] = [];
  for (const [index, change] of changes.entries()) {
    const id = `0190a000-0000-7000-8000-${String(index + 1).padStart(12, '0')}` as TenantId;
    const unique = { id, slug: `t${index}`, platformId: platformId(`${index}`) };
    await tenants.create(sampleTenant({ ...unique, ...change }));
    planted.push(id);
  }
  return planted;
}

function ids(from: number, count: number): RunId[] {
  return Array.from({ length: count }, (_, index) => runId(from + index));
}

const round: DueRound = {
  dueAt: at(3_600),
  queuedAt: at(3_601),
  platforms: ['sample'],
  runIds: ids(1, 10),
};

export const runScheduleChecks: readonly StoreCheck[] = [
  storeCheck('due runs: each due tenant gets a queued run', async ({ repositories }) => {
    const tenantIds = await plant(repositories, {}, {}, {});
    const made = await repositories.runs.createDue(round);
    expect(made.map(({ tenantId }) => tenantId).toSorted()).toEqual(tenantIds);
    for (const run of made) {
      expect(run).toMatchObject({ status: 'queued', trigger: 'scheduled', mode: 'incremental' });
      expect(run).toEqual(
        expect.objectContaining({ queuedAt: at(3_601), channelIds: null, fence: 0 }),
      );
      expect(round.runIds).toContain(run.id);
      expect(await repositories.runs.find(run.id)).toEqual(run);
    }
  }),

  storeCheck('due runs: none for who is not to be read', async ({ repositories }) => {
    await plant(
      repositories,
      { status: 'paused' },
      { status: 'cancelled' },
      { platform: 'other' },
      { createdAt: at(3_600.5) },
    );
    expect(await repositories.runs.createDue(round)).toEqual([]);
    expect(await repositories.runs.createDue({ ...round, platforms: [] })).toEqual([]);
  }),

  storeCheck(
    'due runs: one that was queued in a time to come holds up none',
    async ({ repositories }) => {
      const [tenantId] = await plant(repositories, {});
      const { runs, runLeases } = repositories;
      const ahead = { dueAt: at(9_999_000), queuedAt: at(9_999_001) };
      await runs.createDue({ ...round, ...ahead, runIds: [runId(1)] });
      await endRun(runLeases, runId(1), at(9_999_002));
      const made = await runs.createDue({ ...round, runIds: ids(11, 10) });
      expect(made).toMatchObject([{ tenantId }]);
    },
  ),

  storeCheck('due runs: one a round, however fast it ends', async ({ repositories }) => {
    const { runs, runLeases } = repositories;
    await plant(repositories, {});
    const [first] = await runs.createDue(round);
    expect(await runs.createDue({ ...round, runIds: ids(20, 5) })).toEqual([]);
    await endRun(runLeases, first?.id ?? runId(404), at(3_602));
    expect(await runs.createDue({ ...round, runIds: ids(30, 5) })).toEqual([]);
    const next = { ...round, dueAt: at(7_200), queuedAt: at(7_201), runIds: ids(40, 5) };
    expect(await runs.createDue(next)).toHaveLength(1);
  }),

  storeCheck('due runs: none beside one at work, nor after one of the round', async (store) => {
    const { runs, runLeases } = store.repositories;
    const [active, done, before] = await plant(store.repositories, {}, {}, {});
    const ofTenant = (tenantId: TenantId | undefined, number: number, seconds: number) =>
      sampleRun({ id: runId(number), tenantId: tenantId as TenantId, queuedAt: at(seconds) });
    await runs.createUnlessActive(ofTenant(active, 101, 10));
    await runs.createUnlessActive(ofTenant(done, 102, 3_600));
    await endRun(runLeases, runId(102), at(3_600.5));
    await runs.createUnlessActive(ofTenant(before, 103, 3_599));
    await endRun(runLeases, runId(103), at(3_599.5));
    const made = await runs.createDue(round);
    expect(made.map(({ tenantId }) => tenantId)).toEqual([before as TenantId]);
  }),

  storeCheck('due runs: a run of some channels is not the round’s', async (store) => {
    const { runs, runLeases } = store.repositories;
    const [tenantId] = await plant(store.repositories, {});
    const ofSome = sampleRun({ id: runId(101), tenantId: tenantId as TenantId });
    const chosen = { channelIds: [channelId('10')], queuedAt: at(3_600) };
    await runs.createUnlessActive({ ...ofSome, ...chosen });
    expect(await runs.createDue(round)).toEqual([]);
    await endRun(runLeases, runId(101), at(3_600.5));
    expect(await runs.createDue(round)).toMatchObject([{ tenantId, channelIds: null }]);
  }),

  storeCheck('due runs: as many as there are ids, and the rest when asked again', async (store) => {
    const { runs } = store.repositories;
    await plant(store.repositories, {}, {}, {}, {}, {});
    const first = await runs.createDue({ ...round, runIds: ids(1, 2) });
    const second = await runs.createDue({ ...round, runIds: ids(11, 2) });
    const third = await runs.createDue({ ...round, runIds: ids(21, 2) });
    expect([first, second, third].map(({ length }) => length)).toEqual([2, 2, 1]);
    const tenants = [...first, ...second, ...third].map(({ tenantId }) => tenantId);
    expect(new Set(tenants).size).toBe(5);
    expect(await runs.createDue({ ...round, runIds: [] })).toEqual([]);
  }),

  storeCheck('due runs: several schedulers at once make one run a tenant', async (store) => {
    const { runs } = store.repositories;
    const tenantIds = await plant(store.repositories, ...Array.from({ length: 20 }, () => ({})));
    const answers = await Promise.all(
      Array.from({ length: 5 }, (_, scheduler) =>
        runs.createDue({ ...round, runIds: ids(100 * (scheduler + 1), 50) }),
      ),
    );
    const made = answers.flat().map(({ tenantId }) => tenantId);
    expect(made.toSorted()).toEqual(tenantIds);
    expect(await runs.listActive({ after: null, limit: 100 })).toHaveLength(20);
  }),
];
