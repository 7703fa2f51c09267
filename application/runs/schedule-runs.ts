import type { QueuedRun, RunId } from '@annals/domain';
import { errorName } from '../error-name.ts';
import type { Schedule } from '../ports/schedule.ts';
import { enqueueRun, type TriggerRunParts } from './trigger-run.ts';

export interface ScheduleRunsParts extends TriggerRunParts {
  readonly schedule: Schedule;
  /** The platforms whose plugins are loaded: tenants of others are left alone. */
  readonly platforms: readonly string[];
}

/** Runs that one statement makes at most. */
const PAGE_SIZE = 500;
/** A process that slept, or whose clock was set, looks again after this long at the latest. */
const LONGEST_WAIT_MS = 60_000;

/**
 * Queues a run for every active tenant that has had none of all channels since the schedule's last
 * round; how many. What was missed while no scheduler ran is made up by the same question. Safe to
 * ask in several processes at once: the store makes one run a tenant and round.
 */
export async function queueDueRuns(parts: ScheduleRunsParts): Promise<number> {
  const { unitOfWork, clock, ids, schedule, platforms } = parts;
  const dueAt = schedule.previous(clock.now());
  if (dueAt === null) return 0;
  let queued = 0;
  for (;;) {
    const made: QueuedRun[] = await unitOfWork.repositories.runs.createDue({
      dueAt,
      queuedAt: clock.now(),
      platforms,
      runIds: Array.from({ length: PAGE_SIZE }, () => ids.uuid() as RunId),
    });
    for (const run of made) {
      // A queue that is away takes its time with every one; the sweeper queues those that are left.
      if (!(await enqueueRun(parts, run))) break;
    }
    queued += made.length;
    if (made.length === 0) return queued;
  }
}

/** Keeps to the schedule, beginning with what was missed, until `signal` is aborted. */
export async function keepSchedule(parts: ScheduleRunsParts, signal: AbortSignal): Promise<void> {
  const { clock, schedule, logger } = parts;
  while (!signal.aborted) {
    try {
      const queued = await queueDueRuns(parts);
      if (queued > 0) logger.info('schedule.round_queued', { queued });
    } catch (error) {
      logger.warn('schedule.round_failed', {
        error: errorName(error),
      });
    }
    const now = clock.now();
    const untilNext = (schedule.next(now)?.getTime() ?? Number.POSITIVE_INFINITY) - now.getTime();
    await clock.sleep(Math.min(untilNext, LONGEST_WAIT_MS), signal);
  }
}
