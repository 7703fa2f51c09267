import { describe, expect, test } from 'bun:test';
import {
  lastSeen,
  needsReading,
  OVERLAP_MS,
  readAfter,
  type SyncProgress,
  type WithheldStretch,
  wholeStretch,
} from './checkpoint.ts';
import type { ChannelId, MessageId, TenantId } from './ids.ts';
import type { MessageIdOrder } from './message-order.ts';

/** Ids are milliseconds, as text of any length. */
const order: MessageIdOrder = {
  compare: (a, b) => Number(a) - Number(b),
  justBefore: (time) => String(time.getTime() - 1) as MessageId,
  timeOf: (messageId) => new Date(Number(messageId)),
};
const id = (value: number) => String(value) as MessageId;

const progress = (change: Partial<SyncProgress>): SyncProgress => ({
  tenantId: 't' as TenantId,
  channelId: 'c' as ChannelId,
  lastMessageId: null,
  lastMessageTimestamp: null,
  lastCheckedId: null,
  syncStatus: 'complete',
  newestMessageId: null,
  archivedThreadsBookmark: null,
  fullRead: null,
  withheld: null,
  totalMessagesSynced: 0,
  lastSyncAttempt: null,
  lastSuccessfulSync: null,
  errorCount: 0,
  lastError: null,
  ...change,
});

/** Nothing is young enough to be looked at again. */
const never = new Date(8.64e15);

describe('stored messages were last seen', () => {
  const read = { lastSuccessfulSync: new Date(1_000), lastSyncAttempt: new Date(2_000) };

  test('by the last reading that came to its end', () => {
    const lastMessageTimestamp = new Date(1_000);
    expect(lastSeen(progress({ ...read, lastMessageTimestamp }))).toEqual(new Date(1_000));
    expect(lastSeen(progress(read))).toEqual(new Date(1_000));
  });

  test('by one that was cut short, once it came to what was sent since', () => {
    const lastMessageTimestamp = new Date(1_001);
    expect(lastSeen(progress({ ...read, lastMessageTimestamp }))).toEqual(new Date(2_000));
    const first = progress({ lastSyncAttempt: new Date(2_000) });
    expect(lastSeen(first)).toEqual(new Date(2_000));
    expect(lastSeen(progress({}))).toBeNull();
  });

  test('no earlier than they were sent, where the last attempt failed', () => {
    const lastMessageTimestamp = new Date(1_001);
    const failed = { ...read, lastMessageTimestamp, errorCount: 1 };
    expect(lastSeen(progress(failed))).toEqual(lastMessageTimestamp);
    const first = progress({ ...failed, lastSuccessfulSync: null });
    expect(lastSeen(first)).toEqual(lastMessageTimestamp);
    const before = { ...failed, lastMessageTimestamp: new Date(999) };
    expect(lastSeen(progress(before))).toEqual(new Date(1_000));
  });
});

describe('a channel needs reading', () => {
  test('when it was never read, even if nothing is known to be in it', () => {
    expect(needsReading(null, null, order, never)).toBe(true);
  });

  test('when it was not read to its end', () => {
    for (const syncStatus of ['pending', 'in_progress', 'failed', 'forbidden', 'gone'] as const) {
      expect(needsReading(progress({ syncStatus }), null, order, never)).toBe(true);
    }
  });

  test('when a newer message is named, compared as the platform orders ids', () => {
    expect(needsReading(progress({ lastCheckedId: id(99) }), id(100), order, never)).toBe(true);
    expect(needsReading(progress({ lastCheckedId: id(100) }), id(99), order, never)).toBe(false);
    expect(needsReading(progress({ lastCheckedId: id(100) }), id(100), order, never)).toBe(false);
    expect(needsReading(progress({}), id(1), order, never)).toBe(true);
  });

  test('when its newest message is young enough to be looked at again', () => {
    const read = progress({ lastCheckedId: id(5000), lastMessageTimestamp: new Date(5000) });
    expect(needsReading(read, id(5000), order, new Date(5000))).toBe(true);
    expect(needsReading(read, id(5000), order, new Date(5001))).toBe(false);
  });

  test('not when it was read and nothing is in it', () => {
    expect(needsReading(progress({}), null, order, never)).toBe(false);
  });
});

describe('reading starts', () => {
  test('at the first message when nothing was checked', () => {
    expect(readAfter(progress({}), order, never)).toBeNull();
  });

  test('an overlap before the newest stored message', () => {
    const checkpoint = progress({
      lastMessageId: id(100_000),
      lastMessageTimestamp: new Date(100_000),
      lastCheckedId: id(100_000),
    });
    expect(readAfter(checkpoint, order, never)).toBe(id(100_000 - OVERLAP_MS - 1));
  });

  test('where the look back begins, when that is older', () => {
    const checkpoint = progress({
      lastMessageId: id(100_000),
      lastMessageTimestamp: new Date(100_000),
      lastCheckedId: id(100_000),
    });
    expect(readAfter(checkpoint, order, new Date(50_000))).toBe(id(49_999));
    expect(readAfter(checkpoint, order, new Date(99_000))).toBe(id(100_000 - OVERLAP_MS - 1));
  });

  test('at the checked position when no message was ever stored', () => {
    expect(readAfter(progress({ lastCheckedId: id(7) }), order, never)).toBe(id(7));
  });
});

test('the whole of two stretches goes from the older beginning to the newer end', () => {
  const stretch = (after: number | null, upTo: number): WithheldStretch => ({
    after: after === null ? null : id(after),
    upTo: id(upTo),
  });
  const whole = (...[known, added]: [WithheldStretch | null, WithheldStretch]) =>
    wholeStretch(known, added, order);
  expect(whole(null, stretch(9, 10))).toEqual(stretch(9, 10));
  expect(whole(stretch(9, 20), stretch(10, 100))).toEqual(stretch(9, 100));
  expect(whole(stretch(10, 100), stretch(9, 20))).toEqual(stretch(9, 100));
  expect(whole(stretch(null, 20), stretch(10, 100))).toEqual(stretch(null, 100));
  expect(whole(stretch(10, 100), stretch(null, 20))).toEqual(stretch(null, 100));
});
