import { expect } from 'bun:test';
import { DeliveryProbe, someJob } from './delivery-probe.ts';
import type { QueueCheck } from './queue-harness.ts';

/** A retry may come early by what clocks round off, in milliseconds. */
const ROUNDING_MS = 2;

/** What becomes of a job after its delivery. */
export const outcomeChecks: readonly QueueCheck[] = [
  {
    name: 'what a handler throws on is tried four times and then no more',
    async run({ queue, soon, elapse, retryFirstDelayMs }) {
      const [job, last] = [someJob(), someJob()];
      const probe = new DeliveryProbe(({ job: { runId } }) => {
        if (runId === job.runId) throw new Error('broken');
        return 'done';
      });
      queue.consume(probe.handler, { concurrency: 1 });
      await queue.enqueue(job);
      for (const retry of [1, 2, 3]) {
        await soon(probe.nth(retry));
        await elapse(retryFirstDelayMs * 2 ** (retry - 1));
      }
      await soon(probe.nth(4));
      await elapse(retryFirstDelayMs * 2 ** 3);
      await queue.enqueue(last);
      await soon(probe.nth(5));
      expect(probe.deliveries).toMatchObject([
        { job, attempt: 1, isLastAttempt: false },
        { job, attempt: 2, isLastAttempt: false },
        { job, attempt: 3, isLastAttempt: false },
        { job, attempt: 4, isLastAttempt: true },
        { job: last, attempt: 1, isLastAttempt: false },
      ]);
    },
  },
  {
    name: 'each retry waits twice as long as the one before',
    async run({ queue, soon, elapse, now, retryFirstDelayMs }) {
      const times: number[] = [];
      const probe = new DeliveryProbe(() => {
        times.push(now());
        throw new Error('broken');
      });
      queue.consume(probe.handler, { concurrency: 1 });
      await queue.enqueue(someJob());
      await soon(probe.nth(1));
      for (const retry of [1, 2, 3]) {
        const delayMs = retryFirstDelayMs * 2 ** (retry - 1);
        await elapse(delayMs);
        await soon(probe.nth(retry + 1));
        const waitedMs = (times[retry] ?? 0) - (times[retry - 1] ?? 0);
        expect(waitedMs).toBeGreaterThanOrEqual(delayMs - ROUNDING_MS);
      }
    },
  },
  {
    name: 'a run whose job waits for a retry gets no second one and has no position',
    async run({ queue, soon, elapse, retryFirstDelayMs }) {
      const [job, last] = [someJob(), someJob()];
      const probe = new DeliveryProbe((_, nth) => {
        if (nth === 1) throw new Error('broken');
        return 'done';
      });
      const consumer = queue.consume(probe.handler, { concurrency: 1 });
      await queue.enqueue(job);
      await soon(probe.nth(1));
      await soon(consumer.close());
      expect(await queue.enqueue(job)).toBe(false);
      expect(await queue.positionOf(job.runId)).toBeNull();
      await elapse(retryFirstDelayMs);
      queue.consume(probe.handler, { concurrency: 1 });
      expect(await soon(probe.nth(2))).toMatchObject({ job, attempt: 2 });
      await queue.enqueue(last);
      expect(await soon(probe.nth(3))).toMatchObject({ job: last, attempt: 1 });
    },
  },
  {
    name: 'failed ends a job at once',
    async run({ queue, soon, elapse, retryFirstDelayMs }) {
      const [job, last] = [someJob(), someJob()];
      const probe = new DeliveryProbe((_, nth) => (nth === 1 ? 'failed' : 'done'));
      queue.consume(probe.handler, { concurrency: 1 });
      await queue.enqueue(job);
      await soon(probe.nth(1));
      await elapse(retryFirstDelayMs);
      await queue.enqueue(last);
      await soon(probe.nth(2));
      expect(probe.runIds).toEqual([job.runId, last.runId]);
    },
  },
  {
    name: 'a run whose job has failed can be enqueued again, and begins anew',
    async run({ queue, soon }) {
      const job = someJob();
      const probe = new DeliveryProbe(() => 'failed');
      const consumer = queue.consume(probe.handler, { concurrency: 1 });
      await queue.enqueue(job);
      await soon(probe.nth(1));
      await soon(consumer.close());
      expect(await queue.enqueue(job)).toBe(true);
      queue.consume(probe.handler, { concurrency: 1 });
      expect(await soon(probe.nth(2))).toMatchObject({ job, attempt: 1, isLastAttempt: false });
    },
  },
  {
    name: 'a run whose job was tried in vain can be enqueued again, with all its attempts',
    async run({ queue, soon, elapse, retryFirstDelayMs }) {
      const job = someJob();
      const probe = new DeliveryProbe(() => {
        throw new Error('broken');
      });
      const consumer = queue.consume(probe.handler, { concurrency: 1 });
      await queue.enqueue(job);
      for (const retry of [1, 2, 3]) {
        await soon(probe.nth(retry));
        await elapse(retryFirstDelayMs * 2 ** (retry - 1));
      }
      await soon(probe.nth(4));
      await soon(consumer.close());
      expect(await queue.enqueue(job)).toBe(true);
      queue.consume(probe.handler, { concurrency: 1 });
      expect(await soon(probe.nth(5))).toMatchObject({ job, attempt: 1, isLastAttempt: false });
    },
  },
  {
    name: 'a job that was handed back comes again',
    async run({ queue, soon }) {
      const job = someJob();
      const probe = new DeliveryProbe((_, nth) => (nth === 1 ? 'hand_back' : 'done'));
      queue.consume(probe.handler, { concurrency: 1 });
      await queue.enqueue(job);
      expect((await soon(probe.nth(2))).job).toEqual(job);
    },
  },
  {
    name: 'handing back counts as no attempt',
    async run({ queue, soon, elapse, retryFirstDelayMs }) {
      const probe = new DeliveryProbe((_, nth) => {
        if (nth === 1) throw new Error('broken');
        return nth < 7 ? 'hand_back' : 'done';
      });
      queue.consume(probe.handler, { concurrency: 1 });
      await queue.enqueue(someJob());
      await soon(probe.nth(1));
      await elapse(retryFirstDelayMs);
      await soon(probe.nth(7));
      expect(probe.deliveries.map(({ attempt }) => attempt)).toEqual([1, 2, 2, 2, 2, 2, 2]);
      expect(probe.deliveries.some(({ isLastAttempt }) => isLastAttempt)).toBe(false);
    },
  },
];
