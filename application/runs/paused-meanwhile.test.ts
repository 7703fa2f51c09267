import { beforeEach, expect, test } from 'bun:test';
import type { TenantStatus } from '@annals/domain';
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

test.each(['paused', 'cancelled'] as const)(
  'a tenant that is %s between the look at it and its run is not read by that run',
  async (status) => {
    const calls = annals.platform.callCount();
    await change(status);
    // Whoever asks for the run has the tenant in hand as it was.
    const run = await annals.deliver(await annals.trigger());
    expect(run).toMatchObject({ status: 'cancelled', error: { code: 'cancelled' } });
    expect(run.error?.message).toContain(status);
    expect(annals.platform.callCount()).toBe(calls);
  },
);

test('one that is active again by then is read', async () => {
  await change('paused');
  const run = await annals.trigger();
  await change('active');
  expect(await annals.deliver(run)).toMatchObject({ status: 'succeeded' });
});
