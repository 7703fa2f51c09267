import type { RunId, SyncRun, Tenant } from '@annals/domain';
import { ApplicationError } from '../application-error.ts';
import type { Clock } from '../ports/clock.ts';
import type { QueueAdmin } from '../ports/queue-admin.ts';
import { QueueUnavailableError } from '../ports/sync-queue.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { cancelledByPerson } from './ending.ts';
import { silentForMs } from './silent-for.ts';

export interface CancelRunParts {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly queue: QueueOfJobs;
}

interface QueueOfJobs {
  readonly admin: Pick<QueueAdmin, 'removeJob'>;
}

/** A worker beats every two seconds: silent for so long, it may hear of nothing any more. Milliseconds. */
const SILENT_FOR_MS = 10_000;

/**
 * Ends a tenant's run: one that waits at once, and one whose worker is silent, which may be gone and
 * have no other after it; one that runs with its worker's next heartbeat, which is two seconds away
 * at most. Checkpoints stay valid. Throws `no_active_run`.
 */
export async function cancelRun(
  parts: CancelRunParts,
  tenant: Pick<Tenant, 'id'>,
): Promise<SyncRun> {
  const { unitOfWork, clock, queue } = parts;
  const { runs } = unitOfWork.repositories;
  const asked = await runs.requestCancel(tenant.id, clock.now());
  if (asked === null) {
    throw new ApplicationError('no_active_run', 'No sync of this tenant is queued or running.');
  }
  const cancelled = await runs.cancelQueued(asked.id, cancelledByPerson, clock.now());
  if (cancelled !== null) {
    await forgetJob(queue, cancelled.id);
    return cancelled;
  }
  const { heartbeatAt } = asked;
  if (heartbeatAt === null || silentForMs({ heartbeatAt }, clock.now()) < SILENT_FOR_MS) {
    return asked;
  }
  await takeAndCancel(parts, asked.id);
  return (await runs.find(asked.id)) ?? asked;
}

/**
 * Ends a run that waits or runs, if it is there, whoever is at work on it: with a higher fence, whatever
 * that worker still writes is refused.
 */
export async function takeAndCancel(
  { unitOfWork, clock, queue }: CancelRunParts,
  runId: RunId,
): Promise<void> {
  const { runLeases } = unitOfWork.repositories;
  const taken = await runLeases.claim(runId, clock.now());
  if (taken === null) return;
  const lease = { runId, tenantId: taken.tenantId, fence: taken.fence };
  await runLeases.finish(lease, { status: 'cancelled', error: cancelledByPerson, at: clock.now() });
  await forgetJob(queue, runId);
}

/** Takes the job of a run that is over out of the queue: it would count as waiting, for others too. */
async function forgetJob({ admin }: QueueOfJobs, runId: RunId): Promise<void> {
  try {
    await admin.removeJob(runId);
  } catch (error) {
    // When the job comes it finds the run over, and does nothing.
    if (!(error instanceof QueueUnavailableError)) throw error;
  }
}
