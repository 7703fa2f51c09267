import { expect } from 'bun:test';
import type { Clock } from '../ports/clock.ts';
import { type Check, describeChecks, type LedgerEntry } from './check.ts';

export interface ClockHarness {
  open(): Clock;
  /** Lets so much time pass, by waiting or by moving it. */
  elapse(clock: Clock, ms: number): Promise<void>;
}

/** Long enough for a real timer to be told from none, short enough to wait for. */
const STEP_MS = 30;

export const clockChecks: readonly Check<ClockHarness>[] = [
  {
    name: 'now: never goes back, and moves as time passes',
    async run(harness) {
      const clock = harness.open();
      const start = clock.now().getTime();
      await harness.elapse(clock, STEP_MS);
      // A timer may be early by what the clock rounds off.
      expect(clock.now().getTime() - start).toBeGreaterThanOrEqual(STEP_MS - 1);
    },
  },
  {
    name: 'now: a date belongs to who asked',
    async run(harness) {
      const clock = harness.open();
      clock.now().setTime(0);
      expect(clock.now().getTime()).toBeGreaterThan(0);
    },
  },
  {
    name: 'sleep: ends when its time has passed',
    async run(harness) {
      const clock = harness.open();
      const start = clock.now().getTime();
      const sleep = clock.sleep(STEP_MS);
      await harness.elapse(clock, STEP_MS * 2);
      await sleep;
      expect(clock.now().getTime() - start).toBeGreaterThanOrEqual(STEP_MS - 1);
    },
  },
  {
    name: 'sleep: with a signal that is aborted already ends at once',
    async run(harness) {
      await harness.open().sleep(3_600_000, AbortSignal.abort());
    },
  },
  {
    name: 'sleep: ends without an error when its signal is aborted',
    async run(harness) {
      const clock = harness.open();
      const stop = new AbortController();
      const sleep = clock.sleep(STEP_MS * 100, stop.signal);
      stop.abort(new Error('no error of the sleep'));
      expect(await sleep).toBeUndefined();
    },
  },
  {
    name: 'repeat: comes again and again, first after its time, until its signal',
    async run(harness) {
      const clock = harness.open();
      const stop = new AbortController();
      let rounds = 0;
      const task = async () => {
        rounds += 1;
      };
      clock.repeat(STEP_MS, task, stop.signal);
      expect(rounds).toBe(0);
      for (let step = 0; step < 5; step += 1) await harness.elapse(clock, STEP_MS);
      expect(rounds).toBeGreaterThanOrEqual(2);
      stop.abort();
      const before = rounds;
      await harness.elapse(clock, STEP_MS * 3);
      expect(rounds).toBe(before);
    },
  },
  {
    name: 'repeat: with a signal that is aborted already never comes',
    async run(harness) {
      const clock = harness.open();
      let rounds = 0;
      const task = async () => {
        rounds += 1;
      };
      clock.repeat(STEP_MS, task, AbortSignal.abort());
      await harness.elapse(clock, STEP_MS * 3);
      expect(rounds).toBe(0);
    },
  },
  {
    name: 'repeat: leaves rounds out while the task is at work',
    async run(harness) {
      const clock = harness.open();
      const stop = new AbortController();
      const gate = Promise.withResolvers<void>();
      let rounds = 0;
      const task = () => {
        rounds += 1;
        return gate.promise;
      };
      clock.repeat(STEP_MS, task, stop.signal);
      await harness.elapse(clock, STEP_MS * 4);
      expect(rounds).toBe(1);
      gate.resolve();
      await harness.elapse(clock, STEP_MS * 2);
      expect(rounds).toBeGreaterThanOrEqual(2);
      stop.abort();
    },
  },
];

/** The tests of one clock. */
export function describeClock(
  name: string,
  harness: ClockHarness,
  ledger: readonly LedgerEntry[] = [],
): void {
  describeChecks(`clock ${name}`, clockChecks, harness, ledger);
}
