import { expect } from 'bun:test';
import { queueJobStates } from '../../ports/queue-admin.ts';
import { DeliveryProbe, someJob } from './delivery-probe.ts';
import type { QueueCheck } from './queue-harness.ts';

const none = { waiting: 0, active: 0, delayed: 0, completed: 0, failed: 0 };
const all = { offset: 0, limit: 100 };
/** Until a server has taken note of a connection. */
const MOST_LOOKS = 100;
const LOOK_EVERY_MS = 50;

/** What operators see and may do. */
export const adminChecks: readonly QueueCheck[] = [
  {
    name: 'an empty queue has nothing to show',
    async run({ queue: { admin } }) {
      expect(await admin.overview()).toEqual({
        isPaused: false,
        counts: none,
        oldestWaitingAt: null,
      });
      for (const state of queueJobStates) expect(await admin.listJobs(state, all)).toEqual([]);
    },
  },
  {
    name: 'waiting jobs are listed in their turn, page by page',
    async run({ queue, now }) {
      const since = now();
      const jobs = Array.from({ length: 5 }, someJob);
      for (const job of jobs) await queue.enqueue(job);
      const { counts, oldestWaitingAt } = await queue.admin.overview();
      expect(counts).toEqual({ ...none, waiting: 5 });
      expect(oldestWaitingAt?.getTime()).toBeWithin(since, now() + 1);
      const [first, ...others] = await queue.admin.listJobs('waiting', { offset: 0, limit: 3 });
      expect(first).toEqual({
        jobId: jobs[0]?.runId ?? '',
        tenantId: jobs[0]?.tenantId ?? '',
        ...{ state: 'waiting', attempts: 0, startedAt: null, finishedAt: null, failure: null },
        queuedAt: oldestWaitingAt ?? new Date(0),
      });
      const rest = await queue.admin.listJobs('waiting', { offset: 3, limit: 3 });
      const listed = [first, ...others, ...rest].map((job) => job?.jobId);
      expect(listed).toEqual(jobs.map(({ runId }) => runId));
    },
  },
  {
    name: 'jobs are listed where they are, newest first',
    async run({ queue, soon, gate, elapse }) {
      const [done, alsoDone, held] = [someJob(), someJob(), someJob()];
      const end = gate();
      const probe = new DeliveryProbe(({ job }) =>
        job.runId === held.runId ? end.passed.then(() => 'done') : 'done',
      );
      queue.consume(probe.handler, { concurrency: 1 });
      for (const [index, job] of [done, alsoDone, held].entries()) {
        await queue.enqueue(job);
        await soon(probe.nth(index + 1));
        // Two that end in one millisecond have no order.
        await elapse(5);
      }
      const { counts } = await queue.admin.overview();
      expect(counts).toEqual({ ...none, active: 1, completed: 2 });
      const [active] = await queue.admin.listJobs('active', all);
      expect(active).toMatchObject({ jobId: held.runId, state: 'active', finishedAt: null });
      expect(active?.startedAt).not.toBeNull();
      const completed = await queue.admin.listJobs('completed', all);
      expect(completed.map(({ jobId }) => jobId)).toEqual([alsoDone.runId, done.runId]);
      expect(completed[0]).toMatchObject({ attempts: 1, failure: null });
      expect(completed[0]?.finishedAt).not.toBeNull();
    },
  },
  {
    name: 'a paused queue gives no job to anybody until it is resumed',
    async run({ queue, other, soon, gate }) {
      const [before, first, second] = [someJob(), someJob(), someJob()];
      const end = gate();
      const probe = new DeliveryProbe(() => end.passed.then(() => 'done'));
      queue.consume(probe.handler, { concurrency: 3 });
      await queue.enqueue(before);
      await soon(probe.nth(1));
      await other.admin.pause();
      for (const job of [first, second]) expect(await queue.enqueue(job)).toBe(true);
      expect(await queue.positionOf(second.runId)).toBe(1);
      const { isPaused, counts } = await queue.admin.overview();
      expect({ isPaused, counts }).toEqual({
        isPaused: true,
        counts: { ...none, waiting: 2, active: 1 },
      });
      const paused = await queue.admin.listJobs('waiting', all);
      expect(paused.map(({ jobId }) => jobId)).toEqual([first.runId, second.runId]);
      expect(probe.runIds).toEqual([before.runId]);
      await queue.admin.resume();
      end.open();
      await soon(probe.nth(3));
      expect((await other.admin.overview()).isPaused).toBe(false);
    },
  },
  {
    name: 'a failed job is retried with all its attempts',
    async run({ queue, soon, elapse, retryFirstDelayMs }) {
      const job = someJob();
      const probe = new DeliveryProbe((_, nth) => (nth === 1 ? 'failed' : 'done'));
      const consumer = queue.consume(probe.handler, { concurrency: 1 });
      await queue.enqueue(job);
      await soon(probe.nth(1));
      await consumer.close();
      const [failed] = await queue.admin.listJobs('failed', all);
      expect(failed).toMatchObject({ jobId: job.runId, state: 'failed', attempts: 1 });
      expect(failed?.failure).toBeString();
      expect(await queue.admin.retryJob(job.runId)).toBe('done');
      expect(await queue.admin.retryJob(job.runId)).toBe('wrong_state');
      expect((await queue.admin.overview()).counts).toEqual({ ...none, waiting: 1 });
      const again = new DeliveryProbe(() => {
        throw new Error('broken');
      });
      queue.consume(again.handler, { concurrency: 1 });
      expect(await soon(again.nth(1))).toMatchObject({ job, attempt: 1, isLastAttempt: false });
      await elapse(retryFirstDelayMs);
      expect(await soon(again.nth(2))).toMatchObject({ attempt: 2, isLastAttempt: false });
    },
  },
  {
    name: 'a job that waits or is over is removed, and its run can have another',
    async run({ queue, soon, gate }) {
      const [job, next] = [someJob(), someJob()];
      await queue.enqueue(job);
      expect(await queue.admin.removeJob(job.runId)).toBe('done');
      expect(await queue.admin.removeJob(job.runId)).toBe('not_found');
      expect(await queue.positionOf(job.runId)).toBeNull();
      expect(await queue.enqueue(job)).toBe(true);
      const end = gate();
      const probe = new DeliveryProbe(() => end.passed.then(() => 'done'));
      const consumer = queue.consume(probe.handler, { concurrency: 1 });
      await soon(probe.nth(1));
      await queue.enqueue(next);
      expect(await queue.admin.removeJob(next.runId)).toBe('done');
      const closed = consumer.close();
      end.open();
      await soon(closed);
      expect(probe.runIds).toEqual([job.runId]);
      expect(await queue.admin.removeJob(job.runId)).toBe('done');
      expect((await queue.admin.overview()).counts).toEqual(none);
    },
  },
  {
    name: 'a job that several remove at once is removed, and nobody is told of a fault',
    async run({ queue }) {
      const job = someJob();
      await queue.enqueue(job);
      const removals = Array.from({ length: 5 }, () => queue.admin.removeJob(job.runId));
      const answers = new Set(await Promise.all(removals));
      answers.delete('not_found');
      expect([...answers]).toEqual(['done']);
      expect(await queue.positionOf(job.runId)).toBeNull();
    },
  },
  {
    name: 'a job in work is neither removed nor retried',
    async run({ queue, soon, gate }) {
      const job = someJob();
      const end = gate();
      const probe = new DeliveryProbe(() => end.passed.then(() => 'done'));
      queue.consume(probe.handler, { concurrency: 1 });
      await queue.enqueue(job);
      await soon(probe.nth(1));
      expect(await queue.admin.removeJob(job.runId)).toBe('wrong_state');
      expect(await queue.admin.retryJob(job.runId)).toBe('wrong_state');
      expect((await queue.admin.overview()).counts).toEqual({ ...none, active: 1 });
    },
  },
  {
    name: 'workers are seen from every process while they are connected',
    async run({ queue, other, elapse }) {
      const counted = async (wanted: number) => {
        for (let look = 0; look < MOST_LOOKS; look += 1) {
          if ((await other.admin.workersSeen()) === wanted) return wanted;
          await elapse(LOOK_EVERY_MS);
        }
        return await other.admin.workersSeen();
      };
      expect(await counted(0)).toBe(0);
      const consumers = [1, 2].map(() => queue.consume(async () => 'done', { concurrency: 1 }));
      expect(await counted(2)).toBe(2);
      await Promise.all(consumers.map((consumer) => consumer.close()));
      expect(await counted(0)).toBe(0);
    },
  },
  {
    name: 'a job that is not there is not found',
    async run({ queue }) {
      const { runId } = someJob();
      expect(await queue.admin.retryJob(runId)).toBe('not_found');
      expect(await queue.admin.removeJob(runId)).toBe('not_found');
    },
  },
];
