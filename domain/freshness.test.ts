import { expect, test } from 'bun:test';
import { type FreshnessFacts, freshnessOf } from './freshness.ts';

const due = new Date('2024-05-01T10:00:00Z');
const before = new Date('2024-05-01T09:59:59Z');
const facts: FreshnessFacts = {
  status: 'active',
  isReadable: true,
  lastSyncedAt: due,
  lastEnding: { status: 'succeeded', errorCode: null },
};

test.each<[string, Partial<FreshnessFacts>]>([
  ['on_time', {}],
  ['on_time', { lastEnding: { status: 'partial', errorCode: 'partial' } }],
  ['late', { lastSyncedAt: before }],
  ['late', { lastSyncedAt: before, lastEnding: { status: 'failed', errorCode: 'unavailable' } }],
  ['never_synced', { lastSyncedAt: null }],
  ['needs_action', { lastEnding: { status: 'failed', errorCode: 'bot_removed' } }],
  [
    'needs_action',
    { lastSyncedAt: null, lastEnding: { status: 'failed', errorCode: 'unauthorized' } },
  ],
  ['not_scheduled', { status: 'paused', lastSyncedAt: before }],
  ['not_scheduled', { status: 'cancelled' }],
  ['not_scheduled', { isReadable: false }],
])('%s: %p', (expected, change) => {
  expect(freshnessOf({ ...facts, ...change }, due)).toBe(
    expected as ReturnType<typeof freshnessOf>,
  );
});

test('before the first round is due nothing is late', () => {
  expect(freshnessOf({ ...facts, lastSyncedAt: before }, null)).toBe('on_time');
});
