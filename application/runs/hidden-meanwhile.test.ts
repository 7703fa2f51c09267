import { beforeEach, expect, test } from 'bun:test';
import type { ChannelId } from '@annals/domain';
import { type PlatformMethod, scriptedPerson } from '../fakes/index.ts';
import { PlatformError } from '../ports/platform-error.ts';
import { AnnalsOnFakes } from './testing/annals-on-fakes.ts';

const MINUTE_MS = 60_000;

let annals: AnnalsOnFakes;
let first: ChannelId;
let closed: ChannelId;
/** Closed to everybody but the bot, which a platform lets go on reading. */
let isClosed: boolean;

beforeEach(() => {
  annals = new AnnalsOnFakes();
  const { platform } = annals;
  [first, closed] = [platform.addChannel(), platform.addChannel()];
  isClosed = false;
  const { listChannels } = platform;
  platform.listChannels = async (...asked) => {
    const listed = await listChannels.apply(platform, asked);
    return listed.filter(({ id }) => !isClosed || id !== closed);
  };
});

/** What happens once the first channel is asked for messages, or for something else. */
function whileReading(
  change: () => void | Promise<void>,
  asking: PlatformMethod = 'listMessages',
): void {
  let isFirst = true;
  annals.platform.traffic.beforeAnswer = async ({ method }) => {
    if (method !== asking || !isFirst) return;
    isFirst = false;
    await change();
  };
}

async function closeForLong(): Promise<void> {
  isClosed = true;
  await annals.clock.advance(6 * MINUTE_MS);
}

function isRead(channelId: ChannelId): boolean {
  const { progress } = annals.store.snapshot(annals.tenant.id);
  return progress.some((row) => row.channelId === channelId && row.syncStatus === 'complete');
}

function storedOf(channelId: ChannelId): number {
  const { messages } = annals.store.snapshot(annals.tenant.id);
  return messages.filter((message) => message.channelId === channelId).length;
}

test('a channel that is closed while others are read is read no more, nor are its threads', async () => {
  const { platform } = annals;
  for (let count = 0; count < 20; count += 1) platform.post(first);
  platform.post(closed);
  const thread = platform.addThread(closed);
  platform.post(thread);
  whileReading(closeForLong);
  const run = await annals.sync();
  expect(run).toMatchObject({ status: 'partial', channels: { done: 1, failed: 2 } });
  expect([first, closed, thread].map(storedOf)).toEqual([20, 0, 0]);
  platform.traffic.beforeAnswer = null;
  expect(await annals.sync()).toMatchObject({ status: 'succeeded' });
  expect([first, closed, thread].map(storedOf)).toEqual([20, 0, 0]);
});

test('so it is when the clock is set back in the meantime', async () => {
  const { platform, clock } = annals;
  for (let count = 0; count < 20; count += 1) platform.post(first);
  platform.post(closed);
  whileReading(() => {
    isClosed = true;
    const now = clock.now.bind(clock);
    clock.now = () => new Date(now().getTime() - 60 * MINUTE_MS);
  });
  expect(await annals.sync()).toMatchObject({ status: 'partial', channels: { failed: 1 } });
  expect([first, closed].map(storedOf)).toEqual([20, 0]);
});

test('the archived threads of a channel that is closed meanwhile are listed no further', async () => {
  const { platform } = annals;
  for (let count = 0; count < 30; count += 1) platform.archiveThread(platform.addThread(closed));
  platform.traffic.beforeAnswer = async ({ method, channelId }) => {
    const isOfClosed = method === 'listArchivedThreads' && channelId === closed;
    if (isOfClosed && !isClosed) await closeForLong();
  };
  expect(await annals.sync()).toMatchObject({ status: 'partial' });
  expect(platform.callCount('listArchivedThreads', closed)).toBe(1);
  expect(await annals.sync()).toMatchObject({ status: 'succeeded' });
});

test('nor are threads stored that were opened there since', async () => {
  const { platform } = annals;
  for (let count = 0; count < 30; count += 1) platform.archiveThread(platform.addThread(closed));
  let since: ChannelId | null = null;
  platform.traffic.beforeAnswer = async ({ method, channelId }) => {
    if (method !== 'listArchivedThreads' || channelId !== closed || isClosed) return;
    await closeForLong();
    since = platform.addThread(closed);
  };
  expect(await annals.sync()).toMatchObject({ status: 'partial' });
  const { channels } = annals.store.snapshot(annals.tenant.id);
  expect(since).not.toBeNull();
  expect(channels.filter(({ id }) => id === since)).toEqual([]);
});

test('archived threads of a channel that is closed for a while are listed again', async () => {
  const { platform, clock } = annals;
  const thread = platform.addThread(closed);
  platform.post(thread);
  platform.archiveThread(thread, clock.now());
  await clock.advance(100 * MINUTE_MS);
  const behind = platform.addChannel();
  for (let count = 0; count < 30; count += 1) {
    for (const id of [closed, behind]) platform.archiveThread(platform.addThread(id), clock.now());
  }
  platform.traffic.beforeAnswer = async ({ method, channelId }) => {
    if (method === 'listArchivedThreads' && channelId === behind && !isClosed) await closeForLong();
  };
  await annals.sync();
  expect(storedOf(thread)).toBe(0);
  platform.traffic.beforeAnswer = null;
  isClosed = false;
  await annals.sync();
  expect(storedOf(thread)).toBe(1);
});

test('what is public is looked up every few minutes, and not for every page', async () => {
  for (let count = 0; count < 200; count += 1) annals.platform.post(first);
  annals.platform.traffic.beforeAnswer = async ({ method }) => {
    if (method === 'listMessages') await annals.clock.advance(MINUTE_MS);
  };
  expect(await annals.sync()).toMatchObject({ status: 'succeeded' });
  expect(annals.platform.callCount('listMessages', first)).toBe(40);
  expect(annals.platform.callCount('listChannels')).toBe(7);
});

test('when it cannot be looked up the channel fails, and is not taken for closed', async () => {
  annals.platform.post(first);
  const { listChannels } = annals.platform;
  whileReading(async () => {
    annals.platform.listChannels = () => Promise.reject(new PlatformError('unavailable', 'Away.'));
    await annals.clock.advance(6 * MINUTE_MS);
  });
  annals.platform.post(closed);
  expect(await annals.sync()).toMatchObject({ status: 'partial' });
  annals.platform.listChannels = listChannels;
  expect(await annals.sync()).toMatchObject({ status: 'succeeded' });
  expect([first, closed].map(storedOf)).toEqual([1, 1]);
});

test('nobody asks who reacted in a channel that was closed by then, nor in its threads', async () => {
  const { platform } = annals;
  const thread = platform.addThread(closed);
  for (const id of [first, closed, thread]) {
    platform.react(id, platform.post(id), '👍', scriptedPerson(1));
  }
  whileReading(closeForLong, 'listReactionUsers');
  expect(await annals.sync()).toMatchObject({ status: 'partial', counters: { reactions: 1 } });
  const { reactions } = annals.store.snapshot(annals.tenant.id);
  expect(reactions).toMatchObject([{ channelId: first }]);
});

test('what came blank in a channel that was closed by then is not read again', async () => {
  const { platform } = annals;
  platform.saysOfContent = 'unknown';
  platform.withholdContent();
  const thread = platform.addThread(closed);
  for (const id of [first, closed, thread]) {
    for (let count = 0; count < 25; count += 1) platform.post(id);
  }
  await annals.sync();
  platform.withholdContent(false);
  for (const id of [first, closed, thread]) platform.post(id);
  const asked = () => [closed, thread].map((id) => platform.callCount('listMessages', id));
  const before: number[][] = [];
  platform.traffic.beforeAnswer = async ({ method, channelId }) => {
    const isAfterNews = method === 'listMessages' && channelId === first && isRead(thread);
    if (!isAfterNews || isClosed) return;
    before.push(asked());
    await closeForLong();
  };
  const run = await annals.sync();
  expect(run).toMatchObject({ status: 'partial' });
  expect(before).toEqual([asked()]);
  const message =
    'What came blank could not be read again. It is not public any more, so that it is read no further.';
  const { errors } = annals.store.snapshot(annals.tenant.id);
  const ofRun = errors.filter(({ runId }) => runId === run.id);
  expect(ofRun.map((error) => [error.channelId, error.message])).toEqual([
    [closed, message],
    [thread, message],
  ]);
});

test('a message that is missing from a channel that was closed by then is not asked for', async () => {
  const { platform } = annals;
  const there = platform.post(first);
  const deleted = platform.post(closed);
  for (const id of [first, closed]) platform.post(id);
  await annals.sync();
  platform.deleteMessage(first, there);
  platform.deleteMessage(closed, deleted);
  for (const id of [first, closed]) platform.post(id);
  whileReading(closeForLong, 'hasMessage');
  expect(await annals.sync()).toMatchObject({ counters: { messagesDeleted: 1 } });
  expect(platform.callCount('hasMessage', closed)).toBe(0);
});
