import { describe, expect, test } from 'bun:test';
import { describeClock } from '../conformance/clock.ts';
import { ManualClock } from './manual-clock.ts';

const start = new Date('2026-05-17T12:00:00.000Z');

describeClock('by hand', {
  open: () => new ManualClock({ start, autoAdvance: false }),
  // The suite knows clocks, not which one: time is moved on the one it was given.
  elapse: async (clock, ms) => {
    if (clock instanceof ManualClock) await clock.advance(ms);
  },
});

function seconds(clock: ManualClock): number {
  return (clock.now().getTime() - start.getTime()) / 1_000;
}

describe('ManualClock', () => {
  test('stands still until it is moved', async () => {
    const clock = new ManualClock({ start, autoAdvance: false });
    expect(clock.now()).toEqual(start);
    await clock.advance(1_500);
    expect(seconds(clock)).toBe(1.5);
  });

  test('wakes sleepers in the order of their times, each at its own', async () => {
    const clock = new ManualClock({ start, autoAdvance: false });
    const woken: string[] = [];
    const sleep = async (name: string, ms: number) => {
      await clock.sleep(ms);
      woken.push(`${name} at ${seconds(clock)}`);
    };
    void sleep('late', 3_000);
    void sleep('early', 1_000);
    void sleep('never', 10_000);
    await clock.advance(5_000);
    expect(woken).toEqual(['early at 1', 'late at 3']);
    expect(seconds(clock)).toBe(5);
  });

  test('ends a sleep that begins on the way and is over by then', async () => {
    const clock = new ManualClock({ start, autoAdvance: false });
    const at: number[] = [];
    const sleepThrice = async () => {
      for (let count = 0; count < 3; count += 1) {
        await clock.sleep(1_000);
        at.push(seconds(clock));
      }
    };
    void sleepThrice();
    await clock.advance(2_500);
    expect(at).toEqual([1, 2]);
    await clock.advance(500);
    expect(at).toEqual([1, 2, 3]);
  });

  test('repeats between sleepers, in the order of time', async () => {
    const clock = new ManualClock({ start, autoAdvance: false });
    const stop = new AbortController();
    const events: string[] = [];
    const task = async () => {
      events.push(`round at ${seconds(clock)}`);
    };
    clock.repeat(1_000, task, stop.signal);
    void clock.sleep(1_500).then(() => events.push('awake'));
    await clock.advance(2_000);
    stop.abort();
    await clock.advance(2_000);
    expect(events).toEqual(['round at 1', 'awake', 'round at 2']);
  });

  test('moves by itself with every sleep when told to', async () => {
    const clock = new ManualClock({ start, autoAdvance: true });
    const stop = new AbortController();
    const rounds: number[] = [];
    const task = async () => {
      rounds.push(seconds(clock));
    };
    clock.repeat(1_000, task, stop.signal);
    await clock.sleep(3_500);
    expect(seconds(clock)).toBe(3.5);
    expect(rounds).toEqual([1, 2, 3]);
    stop.abort();
    await clock.sleep(3_000);
    expect(rounds).toHaveLength(3);
  });

  test('does not move for a sleep whose signal is aborted', async () => {
    const clock = new ManualClock({ start, autoAdvance: true });
    await clock.sleep(1_000, AbortSignal.abort());
    expect(seconds(clock)).toBe(0);
  });
});
