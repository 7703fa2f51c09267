import { afterEach, describe, expect, jest, test } from 'bun:test';
import { describeClock } from '@annals/application/conformance';
import { SystemClock } from './system-clock.ts';

const clock = new SystemClock();

afterEach(() => {
  jest.useRealTimers();
});

/** Lets what has been resolved be noticed. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

describeClock('of the machine', {
  open() {
    jest.useFakeTimers();
    return clock;
  },
  async elapse(_, ms) {
    jest.advanceTimersByTime(ms);
    await settle();
  },
});

describe('SystemClock', () => {
  test('tells the time of the machine', () => {
    const before = Date.now();
    const now = clock.now().getTime();
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(Date.now());
  });

  test('sleeps until the time is over', async () => {
    jest.useFakeTimers();
    let awake = false;
    void clock.sleep(1_000).then(() => {
      awake = true;
    });
    jest.advanceTimersByTime(999);
    await settle();
    expect(awake).toBe(false);
    jest.advanceTimersByTime(1);
    await settle();
    expect(awake).toBe(true);
  });

  test('sleeps longer than one timer can', async () => {
    jest.useFakeTimers();
    let awake = false;
    void clock.sleep(2 ** 31 + 5_000).then(() => {
      awake = true;
    });
    jest.advanceTimersByTime(2 ** 31 - 1);
    await settle();
    expect(awake).toBe(false);
    jest.advanceTimersByTime(5_001);
    await settle();
    expect(awake).toBe(true);
  });

  test('wakes from a sleep of several timers at once', async () => {
    const stop = new AbortController();
    const sleep = clock.sleep(2 ** 40, stop.signal);
    stop.abort();
    await sleep;
  });

  test('repeats a task until the signal is aborted, first after one interval', async () => {
    jest.useFakeTimers();
    const stop = new AbortController();
    let rounds = 0;
    clock.repeat(
      1_000,
      async () => {
        rounds += 1;
      },
      stop.signal,
    );
    jest.advanceTimersByTime(999);
    expect(rounds).toBe(0);
    for (let round = 1; round <= 3; round += 1) {
      jest.advanceTimersByTime(1_000);
      await settle();
      expect(rounds).toBe(round);
    }
    stop.abort();
    jest.advanceTimersByTime(10_000);
    expect(rounds).toBe(3);
  });

  test('repeats nothing when the signal is aborted already', () => {
    jest.useFakeTimers();
    clock.repeat(1_000, () => Promise.reject(new Error('was run')), AbortSignal.abort());
    jest.advanceTimersByTime(5_000);
    expect(jest.getTimerCount()).toBe(0);
  });
});
