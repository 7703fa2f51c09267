import { expect } from 'bun:test';
import { noCounters, type RunId } from '@annals/domain';
import { endRun } from './run-steps.ts';
import { at, channelId, otherTenantId, runId, sampleRun, tenantId } from './samples.ts';
import { type StoreCheck, storeCheck } from './store-check.ts';

export const runCreationChecks: readonly StoreCheck[] = [
  storeCheck('runs: a new run is queued and reads back whole', async ({ repositories }) => {
    const given = sampleRun({ mode: 'full', trigger: 'initial', channelIds: [channelId('10')] });
    const { requestedBy: _, ...asked } = given;
    const expected = {
      ...asked,
      status: 'queued',
      fence: 0,
      startedAt: null,
      heartbeatAt: null,
      expectedEndAt: null,
      finishedAt: null,
      cancelRequestedAt: null,
      channels: { total: 0, done: 0, skipped: 0, failed: 0 },
      counters: noCounters,
      percent: 0,
      currentChannel: null,
      error: null,
    };
    const { run, created } = await repositories.runs.createUnlessActive(given);
    expect(created).toBe(true);
    expect<unknown>(run).toEqual(expected);
    expect<unknown>(await repositories.runs.find(given.id)).toEqual(expected);
    expect<unknown>(await repositories.runs.findActive(tenantId)).toEqual(expected);
    expect(await repositories.runs.find(runId(404))).toBeNull();
  }),

  storeCheck('runs: an active run is the answer to another one', async ({ repositories }) => {
    const { runs, runLeases } = repositories;
    await runs.createUnlessActive(sampleRun());
    const whileQueued = await runs.createUnlessActive(sampleRun({ id: runId(2) }));
    expect(whileQueued).toMatchObject({ created: false, run: { id: runId(1), status: 'queued' } });
    await runLeases.claim(runId(1), at(1));
    const whileRunning = await runs.createUnlessActive(sampleRun({ id: runId(3) }));
    expect(whileRunning).toMatchObject({
      created: false,
      run: { id: runId(1), status: 'running' },
    });
    expect(await runs.find(runId(2))).toBeNull();
    expect(await runs.find(runId(3))).toBeNull();
  }),

  storeCheck('runs: fifty at once make one run', async ({ repositories }) => {
    const { runs } = repositories;
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        runs.createUnlessActive(sampleRun({ id: runId(index + 1) })),
      ),
    );
    const created = answers.filter((answer) => answer.created);
    expect(created).toHaveLength(1);
    expect(new Set(answers.map(({ run }) => run.id)).size).toBe(1);
    const active = await runs.listActive({ after: null, limit: 100 });
    expect(active.map(({ id }) => id)).toEqual(created.map(({ run }) => run.id));
  }),

  storeCheck('runs: a new one can come once the last is finished', async ({ repositories }) => {
    const { runs, runLeases } = repositories;
    await runs.createUnlessActive(sampleRun());
    await endRun(runLeases, runId(1), at(5));
    expect(await runs.findActive(tenantId)).toBeNull();
    const next = await runs.createUnlessActive(sampleRun({ id: runId(2) }));
    expect(next).toMatchObject({ created: true, run: { id: runId(2) } });
    expect(await runs.find(runId(1))).toMatchObject({ status: 'succeeded' });
  }),

  storeCheck('runs: each tenant has its own active run', async ({ repositories }) => {
    const { runs } = repositories;
    await runs.createUnlessActive(sampleRun());
    const other = sampleRun({ id: runId(2), tenantId: otherTenantId });
    expect(await runs.createUnlessActive(other)).toMatchObject({ created: true });
    expect((await runs.findActive(tenantId))?.id).toBe(runId(1));
    expect((await runs.findActive(otherTenantId))?.id).toBe(runId(2));
  }),

  storeCheck('runs: listActive pages through all tenants by id', async ({ repositories }) => {
    const { runs, runLeases } = repositories;
    const numbers = [3, 1, 5, 2, 4];
    for (const number of numbers) {
      const ofTenant = `0190d000-0000-7000-8000-${String(number).padStart(12, '0')}`;
      const owner = ofTenant as typeof tenantId;
      await runs.createUnlessActive(sampleRun({ id: runId(number), tenantId: owner }));
    }
    await runLeases.claim(runId(2), at(1));
    await endRun(runLeases, runId(4), at(2));
    const pages: RunId[][] = [];
    let after: RunId | null = null;
    for (let page = 0; page < 3; page += 1) {
      const found: { id: RunId }[] = await runs.listActive({ after, limit: 2 });
      pages.push(found.map(({ id }) => id));
      after = found.at(-1)?.id ?? after;
    }
    expect(pages).toEqual([[runId(1), runId(2)], [runId(3), runId(5)], []]);
  }),
];
