import { beforeEach, expect, test } from 'bun:test';
import type { SyncRun, TenantStatus } from '@annals/domain';
import { updateTenant } from '../tenants/update-tenant.ts';
import { AnnalsOnFakes } from './testing/annals-on-fakes.ts';

let annals: AnnalsOnFakes;

beforeEach(async () => {
  annals = new AnnalsOnFakes();
  annals.platform.addChannel();
  await annals.sync();
});

async function change(status: TenantStatus): Promise<void> {
  const { store: unitOfWork, clock, queue, tenant } = annals;
  await updateTenant({ unitOfWork, clock, queue }, tenant, { status });
}

/** Changes it between the look at the tenant and the run that is made of it. */
async function triggerWhileItBecomes(status: TenantStatus): Promise<SyncRun> {
  const { runs } = annals.store.repositories;
  const create = runs.createUnlessActive.bind(runs);
  runs.createUnlessActive = async (run) => {
    await change(status);
    return await create(run);
  };
  return await annals.trigger();
}

test.each(['paused', 'cancelled'] as const)(
  'a tenant that is %s between the look at it and its run is not read by that run',
  async (status) => {
    const calls = annals.platform.callCount();
    const run = await annals.deliver(await triggerWhileItBecomes(status));
    expect(run).toMatchObject({ status: 'cancelled', error: { code: 'cancelled' } });
    expect(run.error?.message).toContain(status);
    expect(annals.platform.callCount()).toBe(calls);
  },
);

test('one that is active again by then is read', async () => {
  const run = await triggerWhileItBecomes('paused');
  await change('active');
  expect(await annals.deliver(run)).toMatchObject({ status: 'succeeded' });
});
