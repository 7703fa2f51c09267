import { beforeEach, expect, test } from 'bun:test';
import type { SyncRun } from '@annals/domain';
import { CoreOnFakes } from './testing/core-on-fakes.ts';
import { type TriggerRunRequest, triggerRun } from './trigger-run.ts';
import { ProgressWatch } from './watch-progress.ts';

const againByHand: TriggerRunRequest = {
  ...{ trigger: 'manual', mode: 'incremental', channelIds: null, requestedBy: 'somebody' },
};

let core: CoreOnFakes;
let watch: ProgressWatch;
let asked: string[];
beforeEach(() => {
  core = new CoreOnFakes();
  watch = new ProgressWatch(core);
  asked = [];
  core.store.beforeCall = async (call) => {
    asked.push(call);
  };
});

test('two hundred listeners of fifty tenants cost one question a round', async () => {
  const heard = new Map<string, number>();
  for (let count = 0; count < 50; count += 1) {
    const { id } = await core.register();
    for (let listener = 0; listener < 4; listener += 1) {
      watch.listen(id, (run) => heard.set(run.tenantId, (heard.get(run.tenantId) ?? 0) + 1));
    }
  }
  asked.length = 0;
  await watch.look();
  expect(asked).toEqual(['runs.latestOf']);
  expect([...heard.values()]).toEqual(Array<number>(50).fill(4));
  await watch.look();
  expect(asked).toEqual(['runs.latestOf', 'runs.latestOf']);
});

test('nobody is asked when nobody listens', async () => {
  const { id } = await core.register();
  const stop = watch.listen(id, () => {});
  stop();
  asked.length = 0;
  await watch.look();
  expect(asked).toEqual([]);
});

test('who comes later hears at once what is known', async () => {
  const { id } = await core.register();
  watch.listen(id, () => {});
  await watch.look();
  const heard: SyncRun[] = [];
  watch.listen(id, (run) => heard.push(run));
  expect(heard).toMatchObject([{ tenantId: id, status: 'queued' }]);
});

test('who leaves takes nothing from those that stay, and leaves nothing once all have left', async () => {
  const tenant = await core.register();
  const heard: string[] = [];
  const stop = watch.listen(tenant.id, () => {});
  const stopLast = watch.listen(tenant.id, ({ status }) => heard.push(status));
  stop();
  await watch.look();
  stopLast();
  await core.finishRun(tenant);
  watch.listen(tenant.id, ({ status }) => heard.push(status));
  expect(heard).toEqual(['queued']);
});

test('who leaves while a question is on its way leaves nothing for whoever comes later', async () => {
  const tenant = await core.register();
  const stop = watch.listen(tenant.id, () => {});
  core.store.beforeCall = async () => stop();
  await watch.look();
  core.store.beforeCall = async () => {};
  await core.finishRun(tenant);
  const heard: SyncRun[] = [];
  watch.listen(tenant.id, (run) => heard.push(run));
  expect(heard).toEqual([]);
});

test('the end of every run is told, also of those that others have followed before the next look', async () => {
  const tenant = await core.register();
  const heard: SyncRun[] = [];
  watch.listen(tenant.id, (run) => heard.push(run));
  await watch.look();
  for (let count = 0; count < 2; count += 1) {
    await core.finishRun(tenant);
    await core.clock.advance(1);
    await triggerRun(core, tenant, againByHand);
  }
  await watch.look();
  await watch.look();
  const statuses: string[] = heard.map(({ status }) => status);
  expect(statuses).toEqual(['queued', 'succeeded', 'succeeded', 'queued', 'queued']);
  expect(new Set(heard.map(({ id }) => id)).size).toBe(3);
  const times = heard.map(({ queuedAt }) => queuedAt.getTime());
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  // One that was told is not told again by what follows it.
  await core.finishRun(tenant);
  await watch.look();
  await core.clock.advance(1);
  await triggerRun(core, tenant, againByHand);
  await watch.look();
  expect(heard.slice(5).map(({ status }) => status)).toEqual(['succeeded', 'queued']);
});

test('looks every second until it is stopped, also after a look that failed', async () => {
  const tenant = await core.register();
  const stopping = new AbortController();
  const statuses: string[] = [];
  watch.start(stopping.signal);
  watch.listen(tenant.id, ({ status }) => statuses.push(status));
  await core.clock.advance(1_000);
  core.store.beforeCall = () => Promise.reject(new Error('away'));
  await core.clock.advance(1_000);
  expect(core.logger.events).toMatchObject([{ level: 'warn', event: 'progress.look_failed' }]);
  core.store.beforeCall = async () => {};
  await core.finishRun(tenant);
  await core.clock.advance(1_000);
  stopping.abort();
  await core.clock.advance(5_000);
  expect(statuses).toEqual(['queued', 'succeeded']);
});
