import { expect, test } from 'bun:test';
import { platformErrorCodes } from '@annals/application';
import { failuresForPeople } from '@annals/domain';
import { remedyFor, UNKNOWN } from './dashboard/remedies.ts';

const codes = [
  ...platformErrorCodes,
  ...failuresForPeople,
  ...['store_unavailable', 'internal_error', 'unreadable_message'],
];

test.each(codes)('a remedy is known for %s', (code) => {
  expect(remedyFor(code)).not.toBe(UNKNOWN);
});

test('of a code that nobody has thought of, where to look is known', () => {
  expect(remedyFor('nobody_thought_of_it')).toBe(UNKNOWN);
});
