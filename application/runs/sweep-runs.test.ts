import { beforeEach, expect, test } from 'bun:test';
import type { RunId } from '@annals/domain';
import { keepSweeping, sweepRuns } from './sweep-runs.ts';
import { CoreOnFakes } from './testing/core-on-fakes.ts';

let core: CoreOnFakes;
beforeEach(() => {
  core = new CoreOnFakes();
});

async function runIds(): Promise<RunId[]> {
  const runs = await core.store.repositories.runs.listActive({ after: null, limit: 1_000 });
  return runs.map(({ id }) => id);
}

test('a queued run whose job is lost gets it back, whatever number there are', async () => {
  for (let count = 0; count < 250; count += 1) await core.register();
  for (const id of await runIds()) await core.queue.admin.removeJob(id);
  expect(await sweepRuns(core)).toBe(250);
  expect((await core.queue.admin.overview()).counts.waiting).toBe(250);
  expect(core.logger.fieldsOf('run.enqueued_again')).toHaveLength(250);
  expect(await sweepRuns(core)).toBe(0);
});

test('a run whose worker has been silent for a minute is given to another', async () => {
  await core.register();
  const [id] = await runIds();
  await core.queue.admin.removeJob(id as RunId);
  await core.store.repositories.runLeases.claim(id as RunId, core.clock.now());
  await core.clock.advance(60_000);
  expect(await sweepRuns(core)).toBe(0);
  await core.clock.advance(1);
  expect(await sweepRuns(core)).toBe(1);
  expect(await core.queue.positionOf(id as RunId)).toBe(0);
});

test('so is one that a dead worker has from before the clock was set back', async () => {
  await core.register();
  const [id] = await runIds();
  await core.queue.admin.removeJob(id as RunId);
  const { clock } = core;
  await core.store.repositories.runLeases.claim(id as RunId, clock.now());
  const anHourAgo = new Date(clock.now().getTime() - 60 * 60_000);
  clock.now = () => anHourAgo;
  expect(await sweepRuns(core)).toBe(1);
});

test('a run that is over is left alone', async () => {
  const tenant = await core.register();
  await core.finishRun(tenant);
  expect(await sweepRuns(core)).toBe(0);
});

test('runs are looked for at once and every 15 seconds, also after a look that failed', async () => {
  const stopping = new AbortController();
  const positionAfter = async (ms: number) => {
    await core.clock.advance(ms);
    return await core.queue.positionOf(id);
  };
  await core.register();
  const [id] = (await runIds()) as [RunId];
  await core.queue.admin.removeJob(id);
  await keepSweeping(core, stopping.signal);
  expect(await positionAfter(0)).toBe(0);
  await core.queue.admin.removeJob(id);
  core.store.beforeCall = () => Promise.reject(new Error('away'));
  expect(await positionAfter(15_000)).toBeNull();
  expect(core.logger.fieldsOf('runs.sweep_failed')).toEqual([{ error: 'Error' }]);
  core.store.beforeCall = async () => {};
  expect(await positionAfter(14_999)).toBeNull();
  expect(await positionAfter(1)).toBe(0);
  await core.queue.admin.removeJob(id);
  stopping.abort();
  expect(await positionAfter(60_000)).toBeNull();
});

test('a first look that fails keeps no process from starting', async () => {
  core.store.beforeCall = () => Promise.reject(new Error('away'));
  await keepSweeping(core, AbortSignal.abort());
  expect(core.logger.fieldsOf('runs.sweep_failed')).toHaveLength(1);
});
