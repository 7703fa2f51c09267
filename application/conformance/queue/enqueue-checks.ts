import { expect } from 'bun:test';
import { DeliveryProbe, someJob } from './delivery-probe.ts';
import type { QueueCheck } from './queue-harness.ts';

/** Which jobs there are, and where they stand. */
export const enqueueChecks: readonly QueueCheck[] = [
  {
    name: 'a job is delivered with exactly its data, as first of four attempts',
    async run({ queue, soon }) {
      const job = someJob();
      const probe = new DeliveryProbe();
      queue.consume(probe.handler, { concurrency: 1 });
      expect(await queue.enqueue(job)).toBe(true);
      const delivery = await soon(probe.nth(1));
      expect(delivery.job).toEqual(job);
      expect(delivery.attempt).toBe(1);
      expect(delivery.isLastAttempt).toBe(false);
      expect(delivery.stopping.aborted).toBe(false);
    },
  },
  {
    name: 'a job that nobody consumes yet waits for a consumer',
    async run({ queue, other, soon }) {
      const job = someJob();
      await queue.enqueue(job);
      const probe = new DeliveryProbe();
      other.consume(probe.handler, { concurrency: 1 });
      expect((await soon(probe.nth(1))).job).toEqual(job);
    },
  },
  {
    name: 'a run whose job waits gets no second one',
    async run({ queue, other, soon }) {
      const [job, last] = [someJob(), someJob()];
      expect(await queue.enqueue(job)).toBe(true);
      expect(await queue.enqueue(job)).toBe(false);
      expect(await other.enqueue(job)).toBe(false);
      await queue.enqueue(last);
      const probe = new DeliveryProbe();
      queue.consume(probe.handler, { concurrency: 1 });
      await soon(probe.nth(2));
      expect(probe.runIds).toEqual([job.runId, last.runId]);
    },
  },
  {
    name: 'a run whose job is in work gets no second one',
    async run({ queue, soon, gate }) {
      const [job, last] = [someJob(), someJob()];
      const end = gate();
      const probe = new DeliveryProbe(() => end.passed.then(() => 'done'));
      queue.consume(probe.handler, { concurrency: 1 });
      await queue.enqueue(job);
      await soon(probe.nth(1));
      expect(await queue.enqueue(job)).toBe(false);
      await queue.enqueue(last);
      end.open();
      await soon(probe.nth(2));
      expect(probe.runIds).toEqual([job.runId, last.runId]);
    },
  },
  {
    name: 'of 100 calls at once for a run one makes the job, and knows it',
    async run({ queue, other, soon }) {
      const [job, last] = [someJob(), someJob()];
      const calls = Array.from({ length: 100 }, (_, call) =>
        (call % 2 === 0 ? queue : other).enqueue(job),
      );
      expect((await Promise.all(calls)).filter((made) => made)).toHaveLength(1);
      await queue.enqueue(last);
      const probe = new DeliveryProbe();
      queue.consume(probe.handler, { concurrency: 1 });
      await soon(probe.nth(2));
      expect(probe.runIds).toEqual([job.runId, last.runId]);
    },
  },
  {
    name: 'of 100 calls at once for a finished run one makes the job, and knows it',
    async run({ queue, other, soon }) {
      const [job, last] = [someJob(), someJob()];
      const probe = new DeliveryProbe();
      const consumer = queue.consume(probe.handler, { concurrency: 1 });
      await queue.enqueue(job);
      await soon(probe.nth(1));
      await soon(consumer.close());
      const calls = Array.from({ length: 100 }, (_, call) =>
        (call % 2 === 0 ? queue : other).enqueue(job),
      );
      expect((await Promise.all(calls)).filter((made) => made)).toHaveLength(1);
      await queue.enqueue(last);
      queue.consume(probe.handler, { concurrency: 1 });
      await soon(probe.nth(3));
      expect(probe.runIds).toEqual([job.runId, job.runId, last.runId]);
    },
  },
  {
    name: 'a run that is done can be enqueued again, and begins anew',
    async run({ queue, soon }) {
      const job = someJob();
      const probe = new DeliveryProbe();
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
    name: 'positions count the waiting jobs ahead, and only waiting jobs have one',
    async run({ queue, other, soon, gate }) {
      const [first, second, third] = [someJob(), someJob(), someJob()];
      for (const job of [first, second, third]) await queue.enqueue(job);
      const positions = () =>
        Promise.all([first, second, third].map(({ runId }) => other.positionOf(runId)));
      expect(await positions()).toEqual([0, 1, 2]);
      expect(await queue.positionOf(someJob().runId)).toBeNull();

      const end = gate();
      const probe = new DeliveryProbe(() => end.passed.then(() => 'done'));
      const consumer = queue.consume(probe.handler, { concurrency: 1 });
      await soon(probe.nth(1));
      expect(await positions()).toEqual([null, 0, 1]);
      const closed = consumer.close();
      end.open();
      await soon(closed);
      expect(await positions()).toEqual([null, 0, 1]);
    },
  },
  {
    name: 'a queue that is there answers a ping',
    async run({ queue, soon }) {
      expect(await soon(queue.ping())).toBeUndefined();
    },
  },
];
