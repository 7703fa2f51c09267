import type { Tenant } from '@annals/domain';
import { type CancelRunParts, forgetJob } from '../runs/cancel-run.ts';
import { cancelledByPerson } from '../runs/ending.ts';

/** Rows that one statement removes at most. */
const ROWS_AT_ONCE = 5_000;

/**
 * Removes a tenant with all that belongs to it, in statements of bounded size. Asked again after
 * it was broken off, it goes on.
 *
 * First nothing new may begin (`cancelled`), then a run that is at work is taken from its worker:
 * with a higher fence, whatever that worker still writes is refused.
 */
export async function removeTenant(
  { unitOfWork, clock, queue }: CancelRunParts,
  tenant: Pick<Tenant, 'id'>,
): Promise<void> {
  const { tenants, runs } = unitOfWork.repositories;
  await tenants.update(tenant.id, { status: 'cancelled' }, clock.now());
  const active = await runs.findActive(tenant.id);
  const taken = active === null ? null : await runs.claim(active.id, clock.now());
  if (taken !== null) {
    const lease = { runId: taken.id, tenantId: tenant.id, fence: taken.fence };
    const ending = { status: 'cancelled', error: cancelledByPerson, at: clock.now() } as const;
    await runs.finish(lease, ending);
    await forgetJob(queue, taken.id);
  }
  while ((await tenants.removeRows(tenant.id, ROWS_AT_ONCE)) > 0);
  await tenants.remove(tenant.id);
}
