import { beforeEach, expect, test } from 'bun:test';
import type { Tenant } from '@annals/domain';
import { removeTenant } from '../tenants/remove-tenant.ts';
import { updateTenant } from '../tenants/update-tenant.ts';
import { cancelRun } from './cancel-run.ts';
import { CoreOnFakes } from './testing/core-on-fakes.ts';

let core: CoreOnFakes;
let tenant: Tenant;

beforeEach(async () => {
  core = new CoreOnFakes();
  await core.queue.admin.pause();
  tenant = await core.register('One');
  await core.register('Two');
});

const waiting = async () => (await core.queue.admin.overview()).counts.waiting;

test('a run that is cancelled while it waits leaves no job in the queue', async () => {
  expect(await waiting()).toBe(2);
  expect(await cancelRun(core, tenant)).toMatchObject({
    ...{
      status: 'cancelled',
      error: { code: 'cancelled', message: 'A person cancelled this run.' },
    },
  });
  expect(await waiting()).toBe(1);
});

test('a run whose worker fell silent is ended at once, and that worker writes no more', async () => {
  const { runs, runLeases } = core.store.repositories;
  const active = await runs.findActive(tenant.id);
  if (active === null) throw new Error('Its first run waits.');
  const {
    id: runId,
    tenantId,
    fence,
  } = (await runLeases.claim(active.id, core.clock.now())) ?? active;
  await core.clock.advance(9_999);
  expect(await cancelRun(core, tenant)).toMatchObject({ status: 'running' });
  await core.clock.advance(1);
  expect(await cancelRun(core, tenant)).toMatchObject({
    ...{ id: runId, status: 'cancelled', error: { code: 'cancelled' } },
  });
  expect(await waiting()).toBe(1);
  const ending = { status: 'succeeded', error: null, at: core.clock.now() } as const;
  expect(await runLeases.finish({ runId, tenantId, fence }, ending)).toBe(false);
});

test('so is one that a dead worker has from before the clock was set back', async () => {
  const { clock, store } = core;
  const { runs, runLeases } = store.repositories;
  const active = await runs.findActive(tenant.id);
  if (active === null) throw new Error('Its first run waits.');
  await runLeases.claim(active.id, clock.now());
  const anHourAgo = new Date(clock.now().getTime() - 60 * 60_000);
  clock.now = () => anHourAgo;
  expect(await cancelRun(core, tenant)).toMatchObject({ status: 'cancelled' });
});

test('nor does one whose tenant is paused or removed', async () => {
  await updateTenant(core, tenant, { status: 'paused' });
  expect(await waiting()).toBe(1);
  const removed = await core.register('Three');
  expect(await waiting()).toBe(2);
  await removeTenant(core, removed);
  expect(await waiting()).toBe(1);
});

test('a queue that is away keeps nobody from cancelling', async () => {
  await core.queue[Symbol.asyncDispose]();
  expect(await cancelRun(core, tenant)).toMatchObject({ status: 'cancelled' });
});
