import { describe, expect, test } from 'bun:test';
import { ManualClock } from '@annals/application/fakes';
import fc from 'fast-check';
import { type PacerTime, RequestPacer } from './request-pacer.ts';

const clock = new ManualClock();
const now = () => clock.now().getTime();
const time: PacerTime = {
  now,
  async sleep(ms, signal) {
    await clock.sleep(ms, signal);
    signal.throwIfAborted();
  },
};
const wanted = new AbortController().signal;

interface Trip {
  readonly thereMs: number;
  readonly backMs: number;
}

/** When Discord counts each of these requests, all of which are there to be sent from the start. */
async function countings(pacer: RequestPacer, trips: readonly Trip[]): Promise<number[]> {
  const counted: number[] = [];
  const all = trips.map(async ({ thereMs, backMs }) => {
    const passage = await pacer.pass(wanted);
    await clock.sleep(thereMs);
    counted.push(now());
    await clock.sleep(backMs);
    passage.answered();
  });
  let isOver = false;
  void Promise.all(all).then(() => {
    isOver = true;
  });
  for (let steps = 0; !isOver && steps < 1_000; steps += 1) await clock.advance(250);
  return counted.sort((a, b) => a - b);
}

/** The most that are counted in any one second. */
function mostInASecond(counted: readonly number[]): number {
  return Math.max(
    ...counted.map((from) => counted.filter((at) => at >= from && at < from + 1_000).length),
  );
}

describe('whatever way the requests take', () => {
  test('no second of Discord counts more than are allowed', async () => {
    const legs = fc.record({
      thereMs: fc.integer({ min: 0, max: 100 }),
      backMs: fc.integer({ min: 0, max: 100 }),
    });
    const journeys = fc.tuple(legs, fc.array(legs, { minLength: 30, maxLength: 60 }));
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 9 }),
        journeys,
        async (perSecond, [least, more]) => {
          const trips = more.map(({ thereMs, backMs }) => ({
            thereMs: least.thereMs + Math.min(thereMs, least.thereMs),
            backMs: least.backMs + Math.min(backMs, least.backMs),
          }));
          const counted = await countings(new RequestPacer(perSecond, time), trips);
          expect(counted).toHaveLength(trips.length);
          expect(mostInASecond(counted)).toBeLessThanOrEqual(perSecond);
        },
      ),
      { numRuns: 50 },
    );
  });

  test('nine tenths of what is allowed is used', async () => {
    const trips = Array.from({ length: 500 }, () => ({ thereMs: 40, backMs: 40 }));
    const counted = await countings(new RequestPacer(50, time), trips);
    expect(mostInASecond(counted)).toBe(50);
    const seconds = ((counted.at(-1) ?? 0) - (counted[0] ?? 0)) / 1_000;
    expect(450 / seconds).toBeGreaterThan(0.9 * 50);
  });
});

test('requests that are on their way for long keep their places', async () => {
  const pacer = new RequestPacer(2, time);
  const passages = [await pacer.pass(wanted), await pacer.pass(wanted)];
  let isThrough = false;
  const third = pacer.pass(wanted).then(() => {
    isThrough = true;
  });
  await clock.advance(20_000);
  expect(isThrough).toBe(false);
  passages[0]?.failed();
  await clock.advance(999);
  expect(isThrough).toBe(false);
  await clock.advance(1);
  await third;
});

test('nobody waits behind one that is not wanted any more', async () => {
  const pacer = new RequestPacer(1, time);
  (await pacer.pass(wanted)).answered();
  const controller = new AbortController();
  const unwanted = pacer.pass(controller.signal).catch((reason: unknown) => reason);
  const next = pacer.pass(wanted);
  await clock.settle();
  controller.abort(new Error('nobody waits'));
  expect(await unwanted).toBe(controller.signal.reason);
  await clock.advance(1_000);
  (await next).answered();
  await clock.advance(1_000);
  await expect(pacer.pass(controller.signal)).rejects.toBe(controller.signal.reason);
  (await pacer.pass(wanted)).answered();
});

test('during a pause nothing passes', async () => {
  const pacer = new RequestPacer(50, time);
  pacer.pause(5_000);
  const from = now();
  const passed = pacer.pass(wanted).then(now);
  await clock.advance(10_000);
  expect(await passed).toBe(from + 5_000);
});
