import { expect } from 'bun:test';
import { DeliveryProbe, someJob } from './delivery-probe.ts';
import type { QueueCheck } from './queue-harness.ts';

/** Who gets which jobs, and how a consumer ends. */
export const consumerChecks: readonly QueueCheck[] = [
  {
    name: 'one at a time, jobs come in the order they were enqueued',
    async run({ queue, soon }) {
      const jobs = Array.from({ length: 10 }, someJob);
      for (const job of jobs) await queue.enqueue(job);
      const probe = new DeliveryProbe();
      queue.consume(probe.handler, { concurrency: 1 });
      await soon(probe.nth(10));
      expect(probe.deliveries.map(({ job }) => job)).toEqual(jobs);
      expect(probe.mostAtOnce).toBe(1);
    },
  },
  {
    name: 'as many jobs as the concurrency says are in work at once, and no more',
    async run({ queue, soon, gate }) {
      const full = gate();
      const probe = new DeliveryProbe((_, nth) => {
        if (nth === 3) full.open();
        return full.passed.then(() => 'done');
      });
      queue.consume(probe.handler, { concurrency: 3 });
      for (const job of Array.from({ length: 9 }, someJob)) await queue.enqueue(job);
      await soon(probe.nth(9));
      expect(probe.mostAtOnce).toBe(3);
    },
  },
  {
    name: 'of several consumers only one gets a job',
    async run({ queue, other, soon }) {
      const jobs = Array.from({ length: 20 }, someJob);
      const last = someJob();
      const probe = new DeliveryProbe();
      const consumers = [queue, other].map((each) =>
        each.consume(probe.handler, { concurrency: 3 }),
      );
      await Promise.all(jobs.map((job) => queue.enqueue(job)));
      await soon(probe.nth(20));
      await soon(Promise.all(consumers.map((consumer) => consumer.close())));
      await queue.enqueue(last);
      queue.consume(probe.handler, { concurrency: 1 });
      await soon(probe.nth(21));
      expect(probe.runIds.toSorted()).toEqual([...jobs, last].map(({ runId }) => runId).toSorted());
    },
  },
  {
    name: 'closing aborts stopping and waits for the handler',
    async run({ queue, soon, gate }) {
      const end = gate();
      let ended = false;
      const probe = new DeliveryProbe(async () => {
        await end.passed;
        ended = true;
        return 'done' as const;
      });
      const consumer = queue.consume(probe.handler, { concurrency: 1 });
      await queue.enqueue(someJob());
      const { stopping } = await soon(probe.nth(1));
      expect(stopping.aborted).toBe(false);
      const closings = [consumer.close(), consumer.close()];
      expect(stopping.aborted).toBe(true);
      const endedFirst = closings.map((closed) => closed.then(() => ended));
      end.open();
      expect(await soon(Promise.all(endedFirst))).toEqual([true, true]);
    },
  },
  {
    name: 'a consumer that closes takes no more jobs',
    async run({ queue, other, soon, gate }) {
      const [job, next] = [someJob(), someJob()];
      const end = gate();
      const closing = new DeliveryProbe(() => end.passed.then(() => 'done'));
      const consumer = queue.consume(closing.handler, { concurrency: 1 });
      await queue.enqueue(job);
      await queue.enqueue(next);
      await soon(closing.nth(1));
      const closed = consumer.close();
      end.open();
      await soon(closed);
      const staying = new DeliveryProbe();
      other.consume(staying.handler, { concurrency: 1 });
      await soon(staying.nth(1));
      expect(closing.runIds).toEqual([job.runId]);
      expect(staying.runIds).toEqual([next.runId]);
    },
  },
  {
    name: 'what a closing consumer hands back goes to another, its attempt not counted',
    async run({ queue, other, soon, gate }) {
      const job = someJob();
      const end = gate();
      const closing = new DeliveryProbe(({ stopping }) => {
        stopping.addEventListener('abort', () => end.open());
        return end.passed.then(() => 'hand_back');
      });
      const consumer = queue.consume(closing.handler, { concurrency: 1 });
      await queue.enqueue(job);
      await soon(closing.nth(1));
      await soon(consumer.close());
      const staying = new DeliveryProbe();
      other.consume(staying.handler, { concurrency: 1 });
      expect(await soon(staying.nth(1))).toMatchObject({ job, attempt: 1, isLastAttempt: false });
      expect(closing.deliveries).toHaveLength(1);
    },
  },
  {
    name: 'disposing a queue closes its consumers',
    async run({ other, soon, gate }) {
      const end = gate();
      let ended = false;
      const probe = new DeliveryProbe(async () => {
        await end.passed;
        ended = true;
        return 'done' as const;
      });
      other.consume(probe.handler, { concurrency: 1 });
      await other.enqueue(someJob());
      const { stopping } = await soon(probe.nth(1));
      const disposed = Promise.resolve(other[Symbol.asyncDispose]());
      const endedFirst = disposed.then(() => ended);
      expect(stopping.aborted).toBe(true);
      end.open();
      expect(await soon(endedFirst)).toBe(true);
    },
  },
];
