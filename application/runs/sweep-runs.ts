import type { QueuedRun, RunId, RunningRun } from '@annals/domain';
import { errorName } from '../error-name.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { SyncQueue } from '../ports/sync-queue.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { silentForMs } from './silent-for.ts';

/** A worker beats every two seconds: silent for so long, it is gone. Milliseconds. */
const SILENT_FOR_MS = 60_000;
const SWEEP_INTERVAL_MS = 15_000;
const PAGE_SIZE = 500;

export interface SweepRunsParts {
  readonly unitOfWork: UnitOfWork;
  readonly queue: SyncQueue;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Gives back their jobs to runs that have lost them: queued ones, and running ones whose worker
 * went silent. Returns how many jobs were made. Safe to do in several processes at once.
 */
export async function sweepRuns(parts: SweepRunsParts): Promise<number> {
  const { runs } = parts.unitOfWork.repositories;
  let after: RunId | null = null;
  let enqueued = 0;
  for (;;) {
    const page: (QueuedRun | RunningRun)[] = await runs.listActive({ after, limit: PAGE_SIZE });
    const last = page.at(-1);
    if (last === undefined) return enqueued;
    after = last.id;
    for (const run of page) {
      if (!isWaitingForWork(run, parts.clock.now())) continue;
      if (!(await parts.queue.enqueue({ runId: run.id, tenantId: run.tenantId }))) continue;
      enqueued += 1;
      parts.logger.info('run.enqueued_again', { runId: run.id, status: run.status });
    }
  }
}

/**
 * Sweeps at once and then until `signal` is aborted, and takes from workers that stopped what others
 * wait for.
 */
export async function keepSweeping(parts: SweepRunsParts, signal: AbortSignal): Promise<void> {
  const sweep = async () => {
    try {
      await sweepRuns(parts);
      await parts.unitOfWork.repositories.runLeases.endStopped();
    } catch (error) {
      parts.logger.warn('runs.sweep_failed', {
        error: errorName(error),
      });
    }
  };
  await sweep();
  parts.clock.repeat(SWEEP_INTERVAL_MS, sweep, signal);
}

function isWaitingForWork(run: QueuedRun | RunningRun, now: Date): boolean {
  if (run.status === 'queued') return true;
  return silentForMs(run, now) > SILENT_FOR_MS;
}
