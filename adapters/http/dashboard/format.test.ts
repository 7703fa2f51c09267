import { expect, test } from 'bun:test';
import { agoOf, durationOf } from './format.ts';

test.each([
  [0, '0 s'],
  [840, '0.8 s'],
  [4_000, '4 s'],
  [12_400, '12 s'],
  [250_000, '4 min 10 s'],
  [7_200_000, '2 h'],
  [7_500_000, '2 h 5 min'],
  [93_600_000, '1 d 2 h'],
])('%d ms are “%s”', (ms, text) => {
  expect(durationOf(ms)).toBe(text);
});

test.each([
  [0, 'just now'],
  [-59_000, 'just now'],
  [5_000, 'just now'],
  [20_000, 'in less than a minute'],
  [-60_000, '1 minute ago'],
  [7_300_000, 'in 2 hours'],
  [-90_000_000, 'yesterday'],
])('%d ms from now is “%s”', (ms, text) => {
  const now = new Date('2026-03-01T12:00:00Z');
  expect(agoOf(new Date(now.getTime() + ms), now)).toBe(text);
});
