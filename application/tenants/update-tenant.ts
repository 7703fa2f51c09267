import type { Tenant } from '@annals/domain';
import { ApplicationError } from '../application-error.ts';
import type { TenantChanges } from '../ports/tenant-repository.ts';
import { type CancelRunParts, cancelRun } from '../runs/cancel-run.ts';

/**
 * Changes a tenant. One that is paused or cancelled stops its run, and starts no other until it
 * is active again. Null when it was removed meanwhile. Throws `slug_taken`.
 */
export async function updateTenant(
  parts: CancelRunParts,
  tenant: Tenant,
  changes: TenantChanges,
): Promise<Tenant | null> {
  const { unitOfWork, clock } = parts;
  const answer = await unitOfWork.repositories.tenants.update(tenant.id, changes, clock.now());
  if (answer === 'slug_taken') {
    throw new ApplicationError('slug_taken', 'Another tenant has this slug: choose another one.');
  }
  if (answer !== null && answer.status !== 'active') await stopRun(parts, answer);
  return answer;
}

async function stopRun(parts: CancelRunParts, tenant: Tenant): Promise<void> {
  try {
    await cancelRun(parts, tenant);
  } catch (error) {
    if (!(error instanceof ApplicationError) || error.code !== 'no_active_run') throw error;
  }
}
