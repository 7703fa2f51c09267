import { describe } from 'bun:test';
import { ManualClock } from '../fakes/manual-clock.ts';
import { MemoryQueue } from '../fakes/memory-queue.ts';
import type { Clock } from '../ports/clock.ts';
import type { AdministeredQueue } from '../ports/queue-admin.ts';
import { JOB_RETRY_FIRST_DELAY_MS } from '../ports/sync-queue.ts';
import { CloseHurried } from './broken/queue-close-hurried.ts';
import { CloseIgnored } from './broken/queue-close-ignored.ts';
import { ConcurrencyExceeded } from './broken/queue-concurrency-exceeded.ts';
import { FailedRetried } from './broken/queue-failed-retried.ts';
import { FirstPageOnly } from './broken/queue-first-page-only.ts';
import { HandBackCounted } from './broken/queue-hand-back-counted.ts';
import { HandedBackJobLost } from './broken/queue-handed-back-job-lost.ts';
import { JobDeliveredTwice } from './broken/queue-job-delivered-twice.ts';
import { PauseIgnored } from './broken/queue-pause-ignored.ts';
import { PositionFromOne } from './broken/queue-position-from-one.ts';
import { RetriedAtOnce } from './broken/queue-retried-at-once.ts';
import { RetriedForEver } from './broken/queue-retried-for-ever.ts';
import { SecondJobMade } from './broken/queue-second-job-made.ts';
import { StoppingKeptQuiet } from './broken/queue-stopping-kept-quiet.ts';
import { WorkersUnseen } from './broken/queue-workers-unseen.ts';
import { testCaught } from './broken/test-caught.ts';
import type { QueueHarness } from './queue/queue-harness.ts';
import { describeQueue, queueChecks } from './queue.ts';

type QueueClass = new (clock: Clock) => AdministeredQueue;

/** Turns of the event loop after which nothing in memory is still under way. */
const TURNS = 50;

function harnessOf(Queue: QueueClass): QueueHarness {
  return {
    async open() {
      const clock = new ManualClock({ start: new Date(0), autoAdvance: false });
      const queue = new Queue(clock);
      return {
        queue,
        other: queue,
        retryFirstDelayMs: JOB_RETRY_FIRST_DELAY_MS,
        now: () => clock.now().getTime(),
        elapse: (ms) => clock.advance(ms),
        soon,
        [Symbol.asyncDispose]: () => queue[Symbol.asyncDispose](),
      };
    },
  };
}

async function soon<T>(event: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  let settled = false;
  const watched = event.finally(() => {
    settled = true;
  });
  for (let turn = 0; turn < TURNS && !settled; turn += 1) {
    await Promise.race([watched, new Promise((resolve) => setImmediate(resolve))]);
  }
  if (!settled) late.reject(new Error('What was awaited never came.'));
  return await Promise.race([watched, late.promise]);
}

describeQueue('in memory', harnessOf(MemoryQueue));

describe('the queue suite', () => {
  const faults: readonly (readonly [QueueClass, string])[] = [
    [HandedBackJobLost, 'a job that was handed back comes again'],
    [JobDeliveredTwice, 'of several consumers only one gets a job'],
    [HandBackCounted, 'handing back counts as no attempt'],
    [SecondJobMade, 'a run whose job waits gets no second one'],
    [RetriedForEver, 'what a handler throws on is tried four times and then no more'],
    [RetriedAtOnce, 'each retry waits twice as long as the one before'],
    [FailedRetried, 'failed ends a job at once'],
    [StoppingKeptQuiet, 'closing aborts stopping and waits for the handler'],
    [CloseHurried, 'closing aborts stopping and waits for the handler'],
    [CloseIgnored, 'a consumer that closes takes no more jobs'],
    [ConcurrencyExceeded, 'as many jobs as the concurrency says are in work at once, and no more'],
    [PauseIgnored, 'a paused queue gives no job to anybody until it is resumed'],
    [FirstPageOnly, 'waiting jobs are listed in their turn, page by page'],
    [WorkersUnseen, 'workers are seen from every process while they are connected'],
    [PositionFromOne, 'positions count the waiting jobs ahead, and only waiting jobs have one'],
  ];

  testCaught(faults, queueChecks, harnessOf);
});
