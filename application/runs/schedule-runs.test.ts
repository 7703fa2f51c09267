import { beforeEach, describe, expect, test } from 'bun:test';
import { keepSchedule, queueDueRuns } from './schedule-runs.ts';
import { CoreOnFakes } from './testing/core-on-fakes.ts';
import { turns } from './testing/turns.ts';

const HOUR_MS = 60 * 60 * 1000;

let core: CoreOnFakes;
beforeEach(() => {
  core = new CoreOnFakes();
});

async function active() {
  return await core.store.repositories.runs.listActive({ after: null, limit: 10_000 });
}

describe('a round', () => {
  test('queues a run for each of 2,500 tenants, and none for who is left out', async () => {
    for (let count = 0; count < 2_500; count += 1) await core.plant();
    const out = await Promise.all([
      core.plant({ status: 'paused' }),
      core.plant({ status: 'cancelled' }),
      core.plant({ platform: 'morse' }),
    ]);
    expect(await queueDueRuns(core)).toBe(2_500);
    const runs = await active();
    expect(new Set(runs.map(({ tenantId }) => tenantId)).size).toBe(2_500);
    const leftOut = new Set(out.map(({ id }) => id));
    expect(runs.filter(({ tenantId }) => leftOut.has(tenantId))).toEqual([]);
    expect((await core.queue.admin.overview()).counts.waiting).toBe(2_500);
    expect(await queueDueRuns(core)).toBe(0);
  });

  test('is one however many schedulers ask at once', async () => {
    for (let count = 0; count < 30; count += 1) await core.plant();
    const queued = await Promise.all([1, 2, 3, 4].map(() => queueDueRuns(core)));
    expect(queued.reduce((sum, count) => sum + count, 0)).toBe(30);
    expect(await active()).toHaveLength(30);
  });

  test('leaves out a tenant whose last run is still at work, and takes it in the next', async () => {
    const tenant = await core.plant();
    await queueDueRuns(core);
    await core.clock.advance(HOUR_MS);
    expect(await queueDueRuns(core)).toBe(0);
    await core.finishRun(tenant);
    expect(await queueDueRuns(core)).toBe(1);
  });

  test('keeps its runs while the queue is away', async () => {
    await core.plant();
    await core.queue[Symbol.asyncDispose]();
    expect(await queueDueRuns(core)).toBe(1);
    expect(await active()).toMatchObject([{ status: 'queued', trigger: 'scheduled' }]);
  });
});

test('a round asks a queue that is away once, and not for every tenant', async () => {
  for (let count = 0; count < 20; count += 1) await core.plant();
  await core.queue[Symbol.asyncDispose]();
  expect(await queueDueRuns(core)).toBe(20);
  expect(core.logger.events).toMatchObject([{ level: 'warn', event: 'run.not_enqueued' }]);
});

describe('the schedule', () => {
  test('is kept hour by hour; what was missed is made up at the start, once', async () => {
    const tenant = await core.plant();
    const stopping = new AbortController();
    await core.clock.advance(500);
    const kept = keepSchedule(core, stopping.signal);
    await turns();
    const [missed] = await active();
    expect(missed?.queuedAt).toEqual(core.clock.now());
    await core.finishRun(tenant);
    for (let minute = 0; minute < 49; minute += 1) {
      await core.clock.advance(60_000);
      await turns(20);
    }
    await core.clock.advance(59_499);
    await turns();
    expect(await active()).toEqual([]);
    await core.clock.advance(1);
    await turns();
    const [run] = await active();
    expect(run).toEqual(
      expect.objectContaining({ trigger: 'scheduled', queuedAt: new Date('2026-03-01T13:00:00Z') }),
    );
    stopping.abort();
    await kept;
    expect(core.clock.sleepers).toBe(0);
    // Of the looks in between, which found nobody, nothing is said.
    expect(core.logger.fieldsOf('schedule.round_queued')).toEqual([{ queued: 1 }, { queued: 1 }]);
  });

  test('that has no round is looked at again, and queues nothing', async () => {
    await core.plant();
    const never = { previous: () => null, next: () => null };
    const stopping = new AbortController();
    const kept = keepSchedule({ ...core, schedule: never }, stopping.signal);
    await turns();
    expect(await active()).toEqual([]);
    expect(core.clock.sleepers).toBe(1);
    expect(core.logger.events).toEqual([]);
    stopping.abort();
    await kept;
  });

  test('goes on after a round that failed', async () => {
    await core.plant();
    const stopping = new AbortController();
    core.store.beforeCall = async (call) => {
      if (call === 'runs.createDue') throw new Error('away');
    };
    const kept = keepSchedule(core, stopping.signal);
    await turns();
    expect(core.logger.events).toMatchObject([{ level: 'warn', event: 'schedule.round_failed' }]);
    core.store.beforeCall = async () => {};
    await core.clock.advance(60_000);
    await turns();
    expect(await active()).toHaveLength(1);
    stopping.abort();
    await kept;
  });
});
