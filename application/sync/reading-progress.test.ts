import { describe, expect, test } from 'bun:test';
import type { ChannelCounts, ChannelId, MessageId, MessageIdOrder } from '@annals/domain';
import fc from 'fast-check';
import { ManualClock } from '../fakes/index.ts';
import { ReadingProgress } from './reading-progress.ts';

/** Ids are milliseconds. */
const order: MessageIdOrder = {
  compare: (a, b) => Number(a) - Number(b),
  justBefore: (time) => String(time.getTime() - 1) as MessageId,
  timeOf: (messageId) => new Date(Number(messageId)),
};
const counts: ChannelCounts = { total: 4, done: 0, skipped: 0, failed: 0 };

function channel(id: string, newest: number | null, reached: number | null = null) {
  return {
    channelId: id as ChannelId,
    after: reached === null ? null : (String(reached) as MessageId),
    newestMessageId: newest === null ? null : (String(newest) as MessageId),
  };
}

describe('the percent of a run', () => {
  test('is where a checkpoint stands between the first and the last message', () => {
    const progress = new ReadingProgress(new ManualClock(), { readsReactions: false });
    progress.begin(channel('general', 3000), 'general', order);
    expect(progress.percent(counts, 0)).toBe(0);
    progress.reached('general' as ChannelId, new Date(1000), new Date(2000));
    expect(progress.percent(counts, 0)).toBe(12.5);
    expect(progress.percent({ ...counts, done: 1, failed: 1 }, 0)).toBe(62.5);
  });

  test('of a later run begins where it reads from, not at the first message', () => {
    const progress = new ReadingProgress(new ManualClock(), { readsReactions: false });
    progress.begin(channel('general', 3000, 2000), 'general', order);
    progress.reached('general' as ChannelId, new Date(2001), new Date(2500));
    expect(progress.percent({ ...counts, total: 1 }, 0)).toBe(50);
  });

  test('leaves out channels without news, and leaves room for who reacted', () => {
    const progress = new ReadingProgress(new ManualClock(), { readsReactions: true });
    expect(progress.percent({ total: 100, done: 1, skipped: 98, failed: 0 }, 0)).toBe(45);
    expect(progress.percent({ total: 98, done: 0, skipped: 98, failed: 0 }, 0)).toBe(90);
    progress.beginReactions(2);
    progress.asked();
    expect(progress.percent({ total: 98, done: 0, skipped: 98, failed: 0 }, 0)).toBe(95);
  });

  test('is no less than that of the worker before, who was asking who reacted already', () => {
    const progress = new ReadingProgress(new ManualClock(), { readsReactions: true });
    const read = { ...counts, done: counts.total };
    expect(progress.percent(read, 96)).toBe(96);
    progress.beginReactions(4);
    progress.asked();
    expect(progress.percent(read, 96)).toBe(97);
  });

  test('stays between 0 and 100, whatever the platform says of times', () => {
    const ms = fc.integer({ min: 0, max: 4_000_000 });
    fc.assert(
      fc.property(ms, ms, ms, fc.option(ms), (first, last, newest, from) => {
        const progress = new ReadingProgress(new ManualClock(), { readsReactions: false });
        progress.begin(channel('general', newest, from), 'general', order);
        progress.reached('general' as ChannelId, new Date(first), new Date(last));
        const percent = progress.percent({ ...counts, done: 3 }, 0);
        expect(percent).toBeGreaterThanOrEqual(75);
        expect(percent).toBeLessThanOrEqual(100);
      }),
    );
  });
});

test('the current channel is the one that has been read longest', () => {
  const progress = new ReadingProgress(new ManualClock(), { readsReactions: false });
  expect(progress.currentChannel).toBeNull();
  progress.begin(channel('general', null), 'general', order);
  progress.begin(channel('news', null), 'news', order);
  expect(progress.currentChannel).toBe('general');
  progress.end('general' as ChannelId);
  expect(progress.currentChannel).toBe('news');
});

test('a run without news is expected to end now', () => {
  const clock = new ManualClock();
  const progress = new ReadingProgress(clock, { readsReactions: false });
  const quiet = { total: 98, done: 0, skipped: 98, failed: 0 };
  expect(progress.expectedEnd(quiet)).toEqual(clock.now());
  expect(progress.expectedEnd({ ...quiet, total: 0, skipped: 0 })).toEqual(clock.now());
});

test('channels that are read side by side end together, and one that failed takes no more time', async () => {
  const clock = new ManualClock();
  const progress = new ReadingProgress(clock, { readsReactions: false });
  for (const id of ['general', 'news']) {
    progress.begin(channel(id, 3000, 1000), id, order);
    progress.reached(id as ChannelId, new Date(1001), new Date(2000));
  }
  await clock.advance(1_000);
  const end = progress.expectedEnd({ total: 3, done: 0, skipped: 0, failed: 1 });
  expect(end).toEqual(new Date(clock.now().getTime() + 1_000));
});

test('the first questions of who reacted take as long as a request so far, one for each emoji', async () => {
  const clock = new ManualClock();
  const progress = new ReadingProgress(clock, { readsReactions: true });
  progress.requestSent();
  await clock.advance(100);
  progress.emojiFound(5);
  progress.beginReactions(2);
  const expectedInMs = () => {
    const end = progress.expectedEnd({ ...counts, done: counts.total });
    return end === null ? null : end.getTime() - clock.now().getTime();
  };
  expect(expectedInMs()).toBe(500);
  progress.asked();
  progress.asked();
  expect(expectedInMs()).toBe(0);
});
