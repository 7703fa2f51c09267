import type { Tenant, TenantId } from '@annals/domain';
import type { TenantRepository } from '../ports/tenant-repository.ts';
import { type CancelRunParts, takeAndCancel } from '../runs/cancel-run.ts';

/** Rows that one statement removes at most. */
const ROWS_AT_ONCE = 5_000;

/**
 * Removes a tenant with all that belongs to it, in statements of bounded size. Asked again after
 * it was broken off, it goes on.
 *
 * First nothing new may begin (`cancelled`), then a run that is at work is taken from its worker.
 */
export async function removeTenant(
  parts: CancelRunParts,
  tenant: Pick<Tenant, 'id'>,
): Promise<void> {
  const { unitOfWork, clock } = parts;
  const { tenants, runs } = unitOfWork.repositories;
  await tenants.update(tenant.id, { status: 'cancelled' }, clock.now());
  const active = await runs.findActive(tenant.id);
  if (active !== null) await takeAndCancel(parts, active.id);
  await removeRows(tenants, tenant.id);
  await tenants.remove(tenant.id);
  // Who had seen the tenant may have begun a run, or made a key, until it was gone.
  await removeRows(tenants, tenant.id);
}

async function removeRows(
  tenants: Pick<TenantRepository, 'removeRows'>,
  tenantId: TenantId,
): Promise<void> {
  while ((await tenants.removeRows(tenantId, ROWS_AT_ONCE)) > 0);
}
