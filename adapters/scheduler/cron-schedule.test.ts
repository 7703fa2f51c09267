import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { createCronSchedule, faultOfCronPattern } from './cron-schedule.ts';

const at = (text: string) => new Date(`2024-05-01T${text}Z`);

describe('an hourly schedule', () => {
  const schedule = createCronSchedule('0 * * * *');

  test.each([
    ['10:00:00.000', '10:00:00.000', '11:00:00.000'],
    ['10:00:00.001', '10:00:00.000', '11:00:00.000'],
    ['10:59:59.999', '10:00:00.000', '11:00:00.000'],
    ['09:59:59.999', '09:00:00.000', '10:00:00.000'],
  ])('at %s was due at %s and will be at %s', (now, previous, next) => {
    expect(schedule.previous(at(now))).toEqual(at(previous));
    expect(schedule.next(at(now))).toEqual(at(next));
  });
});

test('a daily schedule comes due by UTC, in summer as in winter', () => {
  const { next, previous } = createCronSchedule('0 4 * * *');
  for (const day of ['2024-01-15', '2024-07-15']) {
    const due = new Date(`${day}T04:00:00Z`);
    expect(next(new Date(`${day}T03:59:59Z`))).toEqual(due);
    expect(previous(due)).toEqual(due);
  }
});

test('whatever the time and the pattern, the last round is not after it and the next one is', () => {
  const patterns = ['* * * * *', '*/7 * * * *', '30 4 * * 1', '0 0 1 * *', '15,45 9-17 * * 1-5'];
  const times = fc.date({
    min: new Date('2020-01-01'),
    max: new Date('2035-01-01'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(fc.constantFrom(...patterns), times, (pattern, now) => {
      const schedule = createCronSchedule(pattern);
      const [previous, next] = [schedule.previous(now), schedule.next(now)];
      if (previous === null || next === null) throw new Error('There is always another round.');
      expect(previous.getTime()).toBeLessThanOrEqual(now.getTime());
      expect(next.getTime()).toBeGreaterThan(now.getTime());
      // Nothing is due between the two.
      expect(schedule.next(previous)).toEqual(next);
    }),
  );
});

test.each(['', 'hourly', '* * * *', '61 * * * *', '* * * * * * *'])(
  '%p is no pattern',
  (pattern) => {
    expect(faultOfCronPattern(pattern)).toContain('is not a cron pattern');
  },
);

test('a pattern that never comes due is a fault, a usual one is none', () => {
  expect(faultOfCronPattern('0 0 31 2 *')).toBe('never comes due');
  expect(faultOfCronPattern('0 * * * *')).toBeNull();
});
