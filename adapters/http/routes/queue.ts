import { type QueueJob, queueJobStates } from '@annals/application';
import { runIdSchema } from '@annals/domain';
import { type AnyElysia, Elysia } from 'elysia';
import { z } from 'zod';
import type { Access } from '../access.ts';
import type { HttpParts, PageAfter } from '../http-parts.ts';
import { pageQueryShape, pageSchema, readPage } from '../paging.ts';
import { HttpProblem } from '../problem.ts';
import {
  jobView,
  jobViewSchema,
  type QueueView,
  queueView,
  queueViewSchema,
} from '../views/queue-view.ts';

const jobQuery = z.object({ ...pageQueryShape, state: z.enum(queueJobStates).default('waiting') });
const jobParams = z.object({ jobId: runIdSchema });

interface PlacedJob {
  readonly job: QueueJob;
  /** How many jobs there are up to this one. */
  readonly place: number;
}

/** `/api/admin/queue`: runs on their way to workers, for operators. */
export function queueRoutes(parts: Pick<HttpParts, 'queue'>, access: Access): AnyElysia {
  const transform = access.adminOnly;
  return new Elysia()
    .get('/api/admin/queue', () => readQueue(parts), {
      transform,
      response: { 200: queueViewSchema },
      detail: {
        operationId: 'getQueue',
        'x-problems': ['forbidden', 'queue_unavailable'],
        summary: 'See how many runs wait, are at work, and failed',
      },
    })
    .get(
      '/api/admin/queue/jobs',
      ({ query: { state, ...page } }) => {
        return readPage(page, {
          readPlace: (text) => (/^\d{1,9}$/.test(text) ? Number(text) : null),
          fetch: async ({ after, limit }: PageAfter<number>) => {
            const offset = after ?? 0;
            const jobs = await parts.queue.listJobs(state, { offset, limit });
            return jobs.map((job, index) => ({ job, place: offset + index + 1 }));
          },
          // The queue knows no place but the number: what changes meanwhile shifts the pages.
          placeOf: ({ place }: PlacedJob) => String(place),
          view: ({ job }) => jobView(job),
        });
      },
      {
        transform,
        query: jobQuery,
        response: { 200: pageSchema(jobViewSchema) },
        detail: {
          operationId: 'listJobs',
          'x-problems': ['forbidden', 'queue_unavailable'],
          summary: 'List jobs: waiting ones in their turn, others newest first',
        },
      },
    )
    .use(changingRoutes(parts, access));
}

async function readQueue({ queue }: Pick<HttpParts, 'queue'>): Promise<QueueView> {
  const [overview, workersSeen] = await Promise.all([queue.overview(), queue.workersSeen()]);
  return queueView(overview, workersSeen);
}

function changingRoutes(parts: Pick<HttpParts, 'queue'>, access: Access): AnyElysia {
  const { queue } = parts;
  const transform = access.adminOnly;
  const problems = ['forbidden', 'queue_unavailable'] as const;
  const jobProblems = [...problems, 'wrong_job_state'] as const;
  const now = () => readQueue(parts);
  return new Elysia()
    .post('/api/admin/queue/pause', () => queue.pause().then(now), {
      transform,
      response: { 200: queueViewSchema },
      detail: {
        operationId: 'pauseQueue',
        'x-problems': problems,
        summary: 'Give workers no more jobs, until resumed; those at work go on',
      },
    })
    .post('/api/admin/queue/resume', () => queue.resume().then(now), {
      transform,
      response: { 200: queueViewSchema },
      detail: {
        operationId: 'resumeQueue',
        'x-problems': problems,
        summary: 'Give workers jobs again',
      },
    })
    .post(
      '/api/admin/queue/jobs/:jobId/retry',
      async ({ params, status }) => {
        requireDone(await queue.retryJob(params.jobId));
        return status(204, undefined);
      },
      {
        transform,
        params: jobParams,
        response: { 204: z.void() },
        detail: {
          operationId: 'retryJob',
          'x-problems': jobProblems,
          summary: 'Put a failed job back to wait, with all its attempts',
        },
      },
    )
    .delete(
      '/api/admin/queue/jobs/:jobId',
      async ({ params, status }) => {
        requireDone(await queue.removeJob(params.jobId));
        return status(204, undefined);
      },
      {
        transform,
        params: jobParams,
        response: { 204: z.void() },
        detail: {
          operationId: 'removeJob',
          'x-problems': jobProblems,
          summary: 'Forget a job that is not at work; a run that is still queued gets another',
        },
      },
    );
}

function requireDone(answer: 'done' | 'not_found' | 'wrong_state'): void {
  if (answer === 'not_found') throw new HttpProblem('job_not_found');
  if (answer === 'wrong_state') throw new HttpProblem('wrong_job_state');
}
