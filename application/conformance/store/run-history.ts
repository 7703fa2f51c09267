import { expect } from 'bun:test';
import type { RunEnding } from '@annals/domain';
import type { NewRun, RunPlace } from '../../ports/index.ts';
import { claimRun, endRun } from './run-steps.ts';
import { at, channelId, otherTenantId, runId, sampleRun, tenantId } from './samples.ts';
import { type StoreCheck, storeCheck } from './store-check.ts';

const cancelled = { code: 'cancelled', message: 'Somebody asked for it.' };

export const runHistoryChecks: readonly StoreCheck[] = [
  storeCheck('history: runs come newest first, page after page, each once', async (store) => {
    const { runs, runLeases } = store.repositories;
    // Three were queued in the same millisecond.
    const seconds = [1, 2, 3, 3, 3, 4, 5];
    for (const [index, second] of seconds.entries()) {
      await runs.createUnlessActive(sampleRun({ id: runId(index), queuedAt: at(second) }));
      await endRun(runLeases, runId(index), at(second));
    }
    await runs.createUnlessActive(sampleRun({ id: runId(99), tenantId: otherTenantId }));
    for (const limit of [1, 2, 3, 7, 10]) {
      const listed: string[] = [];
      let before: RunPlace | null = null;
      // A page edge that comes again would go on for ever.
      while (listed.length <= seconds.length) {
        const page = await runs.list(tenantId, { before, limit });
        const last = page.at(-1);
        if (last === undefined) break;
        expect(page.length).toBeLessThanOrEqual(limit);
        listed.push(...page.map(({ id }) => id));
        before = { queuedAt: last.queuedAt, runId: last.id };
      }
      expect(listed).toEqual([6, 5, 4, 3, 2, 1, 0].map(runId));
    }
  }),

  storeCheck('history: the latest of each tenant is the one queued last', async (store) => {
    const { runs, runLeases } = store.repositories;
    await runs.createUnlessActive(sampleRun({ id: runId(1), queuedAt: at(1) }));
    await endRun(runLeases, runId(1), at(9));
    await runs.createUnlessActive(sampleRun({ id: runId(2), queuedAt: at(2) }));
    const theirs = sampleRun({ id: runId(3), tenantId: otherTenantId, queuedAt: at(0) });
    await runs.createUnlessActive(theirs);
    const latest = await runs.latestOf([tenantId, otherTenantId]);
    expect(latest.map(({ id }) => id).toSorted()).toEqual([runId(2), runId(3)]);
    expect(await runs.latestOf([otherTenantId])).toMatchObject([{ id: runId(3) }]);
    expect(await runs.latestOf([])).toEqual([]);
  }),

  storeCheck('history: requests are counted by who asked, from a time on', async (store) => {
    const { runs, runLeases } = store.repositories;
    const asked = [
      { id: runId(1), requestedBy: 'ada', queuedAt: at(10) },
      { id: runId(2), requestedBy: 'ada', queuedAt: at(20) },
      { id: runId(3), requestedBy: 'bob', queuedAt: at(30) },
      { id: runId(4), requestedBy: null, queuedAt: at(40) },
      { id: runId(5), requestedBy: 'ada', queuedAt: at(50), tenantId: otherTenantId },
    ];
    for (const run of asked) {
      await runs.createUnlessActive(sampleRun(run));
      await endRun(runLeases, run.id, run.queuedAt);
    }
    const count = (seconds: number) => runs.countRequested(tenantId, 'ada', at(seconds));
    expect(await count(0)).toEqual({ count: 2, oldest: at(10) });
    expect(await count(10)).toEqual({ count: 2, oldest: at(10) });
    expect(await count(11)).toEqual({ count: 1, oldest: at(20) });
    expect(await count(21)).toEqual({ count: 0, oldest: null });
  }),

  storeCheck(
    'history: full runs go on with a reading until one comes to its end',
    async (store) => {
      const { runs, runLeases } = store.repositories;
      const only = [channelId('10')];
      const end = async (number: number, change: Partial<NewRun>, status: RunEnding) => {
        const run = sampleRun({ id: runId(number), queuedAt: at(number), mode: 'full', ...change });
        await runs.createUnlessActive(run);
        const reading = await runs.fullReadingOf(run);
        await runLeases.finish(await claimRun(runLeases, run.id), {
          status,
          error: null,
          at: at(number),
        });
        return reading;
      };
      await end(0, { tenantId: otherTenantId }, 'failed');
      expect(await end(1, {}, 'rate_limited')).toBe(runId(1));
      expect(await end(2, { mode: 'incremental' }, 'succeeded')).toBe(runId(1));
      expect(await end(3, { channelIds: only }, 'cancelled')).toBe(runId(3));
      expect(await end(4, {}, 'failed')).toBe(runId(1));
      expect(await end(5, { channelIds: only }, 'succeeded')).toBe(runId(3));
      expect(await end(6, {}, 'partial')).toBe(runId(1));
      expect(await end(7, {}, 'cancelled')).toBe(runId(7));
      expect(await end(8, { channelIds: only }, 'failed')).toBe(runId(8));
      expect(await end(9, {}, 'succeeded')).toBe(runId(7));
      expect(await end(10, {}, 'succeeded')).toBe(runId(10));
    },
  ),

  storeCheck('cancel: a queued run ends at once, any other stays', async ({ repositories }) => {
    const { runs, runLeases } = repositories;
    await runs.createUnlessActive(sampleRun());
    const ended = await runs.cancelQueued(runId(1), cancelled, at(5));
    expect(ended).toEqual(
      expect.objectContaining({ status: 'cancelled', error: cancelled, finishedAt: at(5) }),
    );
    expect(await runs.find(runId(1))).toEqual(ended);
    expect(await runs.findActive(tenantId)).toBeNull();
    expect(await runs.cancelQueued(runId(1), cancelled, at(6))).toBeNull();

    await runs.createUnlessActive(sampleRun({ id: runId(2), queuedAt: at(7) }));
    await runLeases.claim(runId(2), at(8));
    expect(await runs.cancelQueued(runId(2), cancelled, at(9))).toBeNull();
    expect(await runs.find(runId(2))).toMatchObject({ status: 'running', finishedAt: null });
    expect(await runs.cancelQueued(runId(404), cancelled, at(9))).toBeNull();
  }),
];
