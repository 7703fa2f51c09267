import type { SyncRun, Tenant } from '@annals/domain';
import { ApplicationError } from '../application-error.ts';
import type { Clock } from '../ports/clock.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { cancelledByPerson } from './cancelled-by-person.ts';

export interface CancelRunParts {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
}

/**
 * Ends a tenant's run: one that waits at once, one that runs with its worker's next heartbeat,
 * which is two seconds away at most. Checkpoints stay valid. Throws `no_active_run`.
 */
export async function cancelRun(
  { unitOfWork, clock }: CancelRunParts,
  tenant: Pick<Tenant, 'id'>,
): Promise<SyncRun> {
  const { runs } = unitOfWork.repositories;
  const asked = await runs.requestCancel(tenant.id, clock.now());
  if (asked === null) {
    throw new ApplicationError('no_active_run', 'No sync of this tenant is queued or running.');
  }
  // Its job, when it comes, finds the run over and does nothing.
  return (await runs.cancelQueued(asked.id, cancelledByPerson, clock.now())) ?? asked;
}
