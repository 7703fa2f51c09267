import { beforeEach, expect, test } from 'bun:test';
import type { ChannelId } from '@annals/domain';
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

/** What happens once the first channel is asked for messages. */
function whileReading(change: () => void | Promise<void>): void {
  let isFirst = true;
  annals.platform.traffic.beforeAnswer = async ({ method }) => {
    if (method !== 'listMessages' || !isFirst) return;
    isFirst = false;
    await change();
  };
}

function storedOf(channelId: ChannelId): number {
  const { messages } = annals.store.snapshot(annals.tenant.id);
  return messages.filter((message) => message.channelId === channelId).length;
}

test('a channel that is closed while others are read is read no more, nor are its threads', async () => {
  const { platform, clock } = annals;
  for (let count = 0; count < 20; count += 1) platform.post(first);
  platform.post(closed);
  const thread = platform.addThread(closed);
  platform.post(thread);
  whileReading(async () => {
    isClosed = true;
    await clock.advance(6 * MINUTE_MS);
  });
  const run = await annals.sync();
  expect(run).toMatchObject({ status: 'partial', channels: { done: 1, failed: 2 } });
  expect([first, closed, thread].map(storedOf)).toEqual([20, 0, 0]);
  platform.traffic.beforeAnswer = null;
  expect(await annals.sync()).toMatchObject({ status: 'succeeded' });
  expect([first, closed, thread].map(storedOf)).toEqual([20, 0, 0]);
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
    annals.platform.listChannels = () =>
      Promise.reject(new PlatformError('gone', 'No such thing.'));
    await annals.clock.advance(6 * MINUTE_MS);
  });
  annals.platform.post(closed);
  expect(await annals.sync()).toMatchObject({ status: 'partial' });
  annals.platform.listChannels = listChannels;
  expect(await annals.sync()).toMatchObject({ status: 'succeeded' });
  expect([first, closed].map(storedOf)).toEqual([1, 1]);
});
