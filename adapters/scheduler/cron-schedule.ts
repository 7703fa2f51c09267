import type { Schedule } from '@annals/application';
import { Cron } from 'croner';

/** In UTC: a schedule in local time has an hour twice a year that is twice or not at all. */
const TIME_ZONE = 'UTC';
const SECOND_MS = 1_000;

/** Rounds by a cron pattern of five fields (or six, with seconds in front), in UTC. */
export function createCronSchedule(pattern: string): Schedule {
  const cron = open(pattern);
  return {
    // Croner looks before the second of the reference: the second after it includes the round
    // that is due now.
    previous: (at) => cron.previousRuns(1, startOfNextSecond(at))[0] ?? null,
    next: (at) => cron.nextRun(at),
  };
}

/** What is wrong with a pattern, to be read behind its name; null when nothing is. */
export function faultOfCronPattern(pattern: string): string | null {
  try {
    return open(pattern).nextRun() === null ? 'never comes due' : null;
  } catch {
    return 'is not a cron pattern, for instance 0 * * * * for every hour';
  }
}

function open(pattern: string): Cron {
  return new Cron(pattern, { paused: true, timezone: TIME_ZONE, mode: '5-or-6-parts' });
}

function startOfNextSecond(at: Date): Date {
  return new Date(Math.floor(at.getTime() / SECOND_MS) * SECOND_MS + SECOND_MS);
}
