import { afterEach, describe, expect, jest, test } from 'bun:test';
import { SystemClock } from './system-clock.ts';

const clock = new SystemClock();

afterEach(() => {
  jest.useRealTimers();
});

/** Lets what has been resolved be noticed. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

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

  test('does not sleep when the signal is aborted already', async () => {
    await clock.sleep(3_600_000, AbortSignal.abort());
  });

  test('wakes when the signal is aborted', async () => {
    const stop = new AbortController();
    const sleep = clock.sleep(3_600_000, stop.signal);
    stop.abort(new Error('the reason of an abort is no error of the sleep'));
    await sleep;
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

  test('leaves out the rounds that fall due while the task is at work', async () => {
    jest.useFakeTimers();
    const stop = new AbortController();
    const { promise, resolve } = Promise.withResolvers<void>();
    let rounds = 0;
    clock.repeat(
      1_000,
      () => {
        rounds += 1;
        return promise;
      },
      stop.signal,
    );
    jest.advanceTimersByTime(5_000);
    expect(rounds).toBe(1);
    resolve();
    await settle();
    jest.advanceTimersByTime(1_000);
    expect(rounds).toBe(2);
    stop.abort();
  });

  test('repeats nothing when the signal is aborted already', () => {
    jest.useFakeTimers();
    clock.repeat(1_000, () => Promise.reject(new Error('was run')), AbortSignal.abort());
    jest.advanceTimersByTime(5_000);
    expect(jest.getTimerCount()).toBe(0);
  });
});
