import { beforeEach, expect, test } from 'bun:test';
import type { ChannelId, MessageId } from '@annals/domain';
import { AnnalsOnFakes } from './testing/annals-on-fakes.ts';

const HOUR_MS = 60 * 60 * 1000;

let annals: AnnalsOnFakes;
let parentId: ChannelId;
let threadId: ChannelId;
let message: MessageId;

beforeEach(() => {
  annals = new AnnalsOnFakes({ lookBackMs: 24 * HOUR_MS });
  const { platform, clock } = annals;
  parentId = platform.addChannel();
  threadId = platform.addThread(parentId);
  message = platform.post(threadId, { at: clock.now() });
});

function isRemoved(): boolean {
  const { channels } = annals.store.snapshot(annals.tenant.id);
  return channels.some(({ id, removedAt }) => id === threadId && removedAt !== null);
}

/** Archives the thread, and another one after it, so that no listing goes back to the first. */
async function archiveLongAgo(): Promise<void> {
  const { platform, clock } = annals;
  platform.archiveThread(threadId, clock.now());
  platform.archiveThread(platform.addThread(parentId), new Date(clock.now().getTime() + HOUR_MS));
  await annals.sync();
}

test('an archived thread that could not be read is read by the next run', async () => {
  const failure = { method: 'listMessages', channelId: threadId, code: 'unavailable' } as const;
  annals.platform.failWith({ ...failure, times: 4 });
  await archiveLongAgo();
  await annals.clock.advance(25 * HOUR_MS);
  expect((await annals.sync()).status).toBe('succeeded');
  const { messages } = annals.store.snapshot(annals.tenant.id);
  expect(messages.map(({ id }) => id)).toEqual([message]);
});

test('an open thread that is deleted is marked as removed by the next run, which is no trouble', async () => {
  await annals.sync();
  annals.platform.removeChannel(threadId);
  expect(await annals.sync()).toMatchObject({
    ...{ status: 'succeeded', error: null, channels: { failed: 0 } },
  });
  expect(isRemoved()).toBe(true);
});

test('an archived thread that was young when it was read is looked at once more, however late', async () => {
  await annals.clock.advance(HOUR_MS);
  await archiveLongAgo();
  annals.platform.deleteMessage(threadId, message);
  await annals.clock.advance(100 * HOUR_MS);
  expect((await annals.sync()).counters.messagesDeleted).toBe(1);
});

test('an archived thread is looked at again as long as it is young', async () => {
  await archiveLongAgo();
  annals.platform.deleteMessage(threadId, message);
  expect((await annals.sync()).counters.messagesDeleted).toBe(1);
  annals.platform.removeChannel(threadId);
  await annals.sync();
  expect(isRemoved()).toBe(true);
});

test('an old thread that is deleted is found by a full run, and costs the others nothing', async () => {
  await archiveLongAgo();
  await annals.clock.advance(25 * HOUR_MS);
  // The last look at what was young when the first run read it.
  await annals.sync();
  annals.platform.removeChannel(threadId);
  const before = annals.platform.callCount('listMessages', threadId);
  await annals.sync();
  expect(annals.platform.callCount('listMessages', threadId)).toBe(before);
  expect((await annals.sync('full')).status).toBe('succeeded');
  expect(isRemoved()).toBe(true);
});
