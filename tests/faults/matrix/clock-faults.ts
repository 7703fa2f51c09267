import { createCronSchedule } from '@annals/scheduler';
import type { Attempt, Fault, FaultGroup } from './fault-group.ts';
import { HurriedClock } from './hurried-clock.ts';
import { openServers, type Servers } from './servers.ts';
import { REQUESTS_OF_A_RUN, tryFirstRun } from './try-first-run.ts';

const TRIES = 3;
const HOUR_MS = 60 * 60 * 1_000;
const DAY_MS = 24 * HOUR_MS;

interface ClockedServers extends Servers {
  readonly clock: HurriedClock;
}

async function openClocked(): Promise<ClockedServers> {
  const clock = new HurriedClock();
  return { ...(await openServers(clock)), clock };
}

function jump(name: string, byMs: number): Fault<ClockedServers> {
  return {
    name,
    tries: TRIES,
    attempt({ clock, next }, random) {
      return tryFirstRun(next(), random, {
        bring: (_, traffic) =>
          traffic.when(random.between(1, REQUESTS_OF_A_RUN), () => {
            clock.aheadMs += byMs;
          }),
        async mend() {
          clock.aheadMs = 0;
        },
      });
    },
  };
}

/** Nights in which clocks in Europe and America are set, and the rounds of a schedule in them. */
const NIGHTS = ['2026-03-08', '2026-03-29', '2026-10-25', '2026-11-01'] as const;

const summerTime: Fault<ClockedServers> = {
  name: 'a change to or from summer time, at a schedule of every hour',
  tries: NIGHTS.length,
  queues: [],
  async attempt(_, random): Promise<Attempt> {
    const schedule = createCronSchedule('0 * * * *');
    const from = Date.parse(`${random.pick(NIGHTS)}T00:00:00Z`) - DAY_MS / 2;
    const rounds: number[] = [];
    let at = schedule.next(new Date(from - 1));
    while (at !== null && at.getTime() < from + DAY_MS) {
      rounds.push(at.getTime());
      at = schedule.next(at);
    }
    const hours = new Set(rounds.map((round) => Math.floor((round - from) / HOUR_MS)));
    return {
      ...{ queues: [], isMet: true, endings: [`${rounds.length} rounds a day`] },
      ...{ lost: 24 - hours.size, twice: rounds.length - hours.size },
      ...{ mostInASecond: 0, refusals: 0 },
    };
  },
};

/** Clocks are set while a run is at work. */
export const onClock: FaultGroup<ClockedServers> = {
  name: 'Clock',
  open: openClocked,
  faults: [
    jump('an hour forward in mid-run', HOUR_MS),
    jump('an hour back in mid-run', -HOUR_MS),
    summerTime,
  ],
};
