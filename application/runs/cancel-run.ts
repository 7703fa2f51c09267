import type { RunId, SyncRun, Tenant } from '@annals/domain';
import { ApplicationError } from '../application-error.ts';
import type { Clock } from '../ports/clock.ts';
import type { QueueAdmin } from '../ports/queue-admin.ts';
import { QueueUnavailableError } from '../ports/sync-queue.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { cancelledByPerson } from './ending.ts';

export interface CancelRunParts {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly queue: QueueOfJobs;
}

interface QueueOfJobs {
  readonly admin: Pick<QueueAdmin, 'removeJob'>;
}

/**
 * Ends a tenant's run: one that waits at once, one that runs with its worker's next heartbeat,
 * which is two seconds away at most. Checkpoints stay valid. Throws `no_active_run`.
 */
export async function cancelRun(
  { unitOfWork, clock, queue }: CancelRunParts,
  tenant: Pick<Tenant, 'id'>,
): Promise<SyncRun> {
  const { runs } = unitOfWork.repositories;
  const asked = await runs.requestCancel(tenant.id, clock.now());
  if (asked === null) {
    throw new ApplicationError('no_active_run', 'No sync of this tenant is queued or running.');
  }
  const cancelled = await runs.cancelQueued(asked.id, cancelledByPerson, clock.now());
  if (cancelled === null) return asked;
  await forgetJob(queue, cancelled.id);
  return cancelled;
}

/** Takes the job of a run that is over out of the queue: it would count as waiting, for others too. */
export async function forgetJob({ admin }: QueueOfJobs, runId: RunId): Promise<void> {
  try {
    await admin.removeJob(runId);
  } catch (error) {
    // When the job comes it finds the run over, and does nothing.
    if (!(error instanceof QueueUnavailableError)) throw error;
  }
}
