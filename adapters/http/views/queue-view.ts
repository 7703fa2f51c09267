import { type QueueJob, type QueueOverview, queueJobStates } from '@annals/application';
import { z } from 'zod';

const count = z.int().nonnegative();
const time = z.iso.datetime().nullable();

/** The queue as operators see it. */
export interface QueueView {
  readonly paused: boolean;
  readonly counts: QueueOverview['counts'];
  /** When the job that has waited longest was queued. */
  readonly oldestWaitingAt: string | null;
  /** Connected, at work or not; null when the queue's server does not tell. */
  readonly workersSeen: number | null;
}

export const queueViewSchema: z.ZodType<QueueView> = z
  .object({
    paused: z.boolean(),
    counts: z.object({
      waiting: count,
      active: count,
      delayed: count,
      completed: count,
      failed: count,
    }),
    oldestWaitingAt: time,
    workersSeen: count.nullable(),
  })
  .meta({ id: 'Queue' });

export function queueView(overview: QueueOverview, workersSeen: number | null): QueueView {
  const { isPaused, counts, oldestWaitingAt } = overview;
  const oldest = oldestWaitingAt?.toISOString() ?? null;
  return { paused: isPaused, counts, oldestWaitingAt: oldest, workersSeen };
}

/** A run's way through the queue. */
export interface JobView {
  /** The id of its run. */
  readonly jobId: string;
  readonly tenantId: string;
  readonly state: QueueJob['state'];
  /** That have ended. */
  readonly attempts: number;
  readonly queuedAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly failure: string | null;
}

export const jobViewSchema: z.ZodType<JobView> = z
  .object({
    jobId: z.string(),
    tenantId: z.string(),
    state: z.enum(queueJobStates),
    attempts: count,
    queuedAt: z.iso.datetime(),
    startedAt: time,
    finishedAt: time,
    failure: z.string().nullable(),
  })
  .meta({ id: 'Job' });

export function jobView(job: QueueJob): JobView {
  return {
    jobId: job.jobId,
    tenantId: job.tenantId,
    state: job.state,
    attempts: job.attempts,
    queuedAt: job.queuedAt.toISOString(),
    startedAt: job.startedAt?.toISOString() ?? null,
    finishedAt: job.finishedAt?.toISOString() ?? null,
    failure: job.failure,
  };
}
