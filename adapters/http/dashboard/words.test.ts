import { expect, test } from 'bun:test';
import { stateWord } from './words.ts';

test.each([
  ['active', 'idle', 'late', 'late'],
  ['paused', 'idle', 'not_scheduled', 'paused'],
  ['cancelled', 'idle', 'not_scheduled', 'cancelled'],
  ['active', 'pending', 'on_time', 'waiting'],
  ['paused', 'running', 'not_scheduled', 'syncing'],
] as const)('a tenant that is %s, %s and %s is “%s”', (status, state, freshness, text) => {
  expect(stateWord({ status }, { state, freshness }).text).toBe(text);
});
