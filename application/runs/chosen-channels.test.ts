import { beforeEach, expect, test } from 'bun:test';
import type { ChannelId, MessageId } from '@annals/domain';
import { scriptedPerson } from '../fakes/index.ts';
import { cancelRun } from './cancel-run.ts';
import { AnnalsOnFakes } from './testing/annals-on-fakes.ts';

const HOUR_MS = 3_600_000;

let annals: AnnalsOnFakes;
let chosen: ChannelId;
let other: ChannelId;

beforeEach(() => {
  annals = new AnnalsOnFakes({ lookBackMs: 24 * HOUR_MS });
  [chosen, other] = [annals.platform.addChannel(), annals.platform.addChannel()];
  for (const id of [chosen, other]) annals.platform.post(id);
});

function archivedThread(parentId: ChannelId): MessageId {
  const { platform, clock } = annals;
  const thread = platform.addThread(parentId);
  const message = platform.post(thread, { at: clock.now() });
  platform.archiveThread(thread, clock.now());
  return message;
}

/** Each before the next one; later than all that was listed. */
async function archivedThreads(parentId: ChannelId, count: number): Promise<MessageId[]> {
  const messages: MessageId[] = [];
  for (let index = 0; index < count; index += 1) {
    await annals.clock.advance(10 * 60_000);
    messages.push(archivedThread(parentId));
  }
  return messages;
}

async function syncOnly(channelId: ChannelId, mode?: 'full') {
  return await annals.deliver(await annals.trigger(mode, [channelId]));
}

/** Cancels the first run at once: nothing is read. */
async function cancelFirst(): Promise<void> {
  await annals.register();
  const { store: unitOfWork, clock, queue } = annals;
  await cancelRun({ unitOfWork, clock, queue }, annals.tenant);
}

function stored(): MessageId[] {
  return annals.store.snapshot(annals.tenant.id).messages.map(({ id }) => id);
}

test('a run of some channels leaves the archived threads of the others to the next run of all', async () => {
  expect(await annals.sync()).toMatchObject({ status: 'succeeded' });
  const threads = await archivedThreads(other, 5);
  expect(await syncOnly(chosen)).toMatchObject({ status: 'succeeded' });
  await annals.clock.advance(HOUR_MS);
  expect(await annals.sync()).toMatchObject({ status: 'succeeded' });
  expect(stored()).toEqual(expect.arrayContaining(threads));
});

test('the same when it is the first run that comes to an end', async () => {
  const threads = await archivedThreads(other, 40);
  await cancelFirst();
  await syncOnly(chosen);
  await annals.clock.advance(HOUR_MS);
  await annals.sync();
  expect(stored()).toEqual(expect.arrayContaining(threads));
});

test('a run of some channels reads these and the threads below them, whatever else is unread', async () => {
  const threads = await archivedThreads(chosen, 2);
  await archivedThreads(other, 2);
  annals.platform.failWith({ method: 'listMessages', code: 'rate_limited' });
  expect(await annals.sync()).toMatchObject({ status: 'rate_limited' });
  const run = await syncOnly(chosen);
  expect(run).toMatchObject({ status: 'succeeded', channels: { total: 3, done: 3 } });
  expect(stored()).toHaveLength(3);
  expect(stored()).toEqual(expect.arrayContaining(threads));
});

test('a full run of some channels reads nothing of another that failed before', async () => {
  await annals.sync();
  const { platform } = annals;
  platform.post(other);
  platform.failWith({ method: 'listMessages', channelId: other, code: 'unavailable', times: 4 });
  expect(await annals.sync()).toMatchObject({ status: 'partial' });
  const before = platform.callCount('listMessages', other);
  expect(await syncOnly(chosen, 'full')).toMatchObject({ status: 'succeeded' });
  expect(platform.callCount('listMessages', other)).toBe(before);
});

test('a full run of some channels reads the threads below them again, and no others', async () => {
  const { platform, clock } = annals;
  const threads = [chosen, other].map((parentId) => {
    const threadId = platform.addThread(parentId);
    return { threadId, messageId: platform.post(threadId) };
  });
  await annals.sync();
  await clock.advance(100 * HOUR_MS);
  for (const { threadId, messageId } of threads) platform.edit(threadId, messageId, 'better');
  const quiet = { total: 2, done: 0, skipped: 2, failed: 0 };
  expect(await syncOnly(chosen)).toMatchObject({ channels: quiet });
  const lists = () => threads.map(({ threadId }) => platform.callCount('listMessages', threadId));
  const [below, elsewhere] = lists() as [number, number];
  const run = await syncOnly(chosen, 'full');
  expect(run).toMatchObject({ channels: { total: 2, done: 2 }, counters: { messagesUpdated: 1 } });
  // Nor does it leave those to the next run.
  await annals.sync();
  expect(lists()).toEqual([below + 1, elsewhere]);
});

test('a run of some channels does not make the tenant fresh', async () => {
  await annals.sync();
  const { tenants } = annals.store.repositories;
  const syncedAt = async () => (await tenants.find(annals.tenant.id))?.lastSyncedAt;
  const before = await syncedAt();
  await annals.clock.advance(HOUR_MS);
  expect(await syncOnly(chosen)).toMatchObject({ status: 'succeeded' });
  expect(await syncedAt()).toEqual(before as Date);
});

test('a run of some channels asks who reacted in these alone', async () => {
  const { platform } = annals;
  for (const id of [chosen, other]) platform.react(id, platform.post(id), '👍', scriptedPerson(1));
  platform.failWith({ method: 'listReactionUsers', code: 'rate_limited' });
  expect(await annals.sync()).toMatchObject({ status: 'rate_limited' });
  const before = platform.callCount('listReactionUsers', other);
  expect(await syncOnly(chosen)).toMatchObject({ status: 'succeeded' });
  expect(annals.store.snapshot(annals.tenant.id).reactions).toMatchObject([{ channelId: chosen }]);
  expect(platform.callCount('listReactionUsers', other)).toBe(before);
});

test('a run of some channels reads again what came blank in these alone', async () => {
  const { platform } = annals;
  platform.saysOfContent = 'unknown';
  platform.withholdContent();
  for (const id of [chosen, other]) for (let count = 0; count < 30; count += 1) platform.post(id);
  expect(await annals.sync()).toMatchObject({ error: { code: 'content_withheld' } });
  platform.withholdContent(false);
  platform.post(chosen);
  const before = platform.callCount('listMessages', other);
  expect(await syncOnly(chosen)).toMatchObject({ status: 'succeeded', error: null });
  expect(platform.callCount('listMessages', other)).toBe(before);
  const { messages } = annals.store.snapshot(annals.tenant.id);
  const blank = messages.filter(({ content }) => content === '');
  expect(new Set(blank.map(({ channelId }) => channelId))).toEqual(new Set([other]));
});

test('a run of some channels asks for what is missing in these alone', async () => {
  const { platform, clock } = annals;
  const [missing, elsewhere] = [chosen, other].map((id) => platform.post(id, { at: clock.now() }));
  await annals.sync();
  platform.deleteMessage(chosen, missing as MessageId);
  platform.deleteMessage(other, elsewhere as MessageId);
  platform.failWith({ method: 'hasMessage', code: 'rate_limited' });
  expect(await annals.sync()).toMatchObject({ status: 'rate_limited' });
  const before = platform.callCount('hasMessage', other);
  expect(await syncOnly(chosen)).toMatchObject({ counters: { messagesDeleted: 1 } });
  expect(platform.callCount('hasMessage', other)).toBe(before);
  expect(await annals.sync()).toMatchObject({ counters: { messagesDeleted: 1 } });
});

test('a run of channels that are not there says which', async () => {
  await annals.sync();
  const run = await annals.deliver(
    await annals.trigger('incremental', [chosen, '404' as ChannelId]),
  );
  expect(run).toMatchObject({
    ...{ status: 'partial', channels: { total: 2, skipped: 1, failed: 1 } },
    error: { code: 'partial', message: expect.stringContaining('404') },
  });
  const { errors } = annals.store.snapshot(annals.tenant.id);
  expect(errors).toMatchObject([{ runId: run.id, channelId: '404', code: 'gone' }]);
});

test('a category is no channel, and a run of it reads nothing of the channels that are in it', async () => {
  const category = '77' as ChannelId;
  const within = annals.platform.addChannel({ parentId: category });
  await annals.sync();
  annals.platform.post(within);
  const before = annals.platform.callCount('listMessages');
  for (const mode of [undefined, 'full'] as const) {
    expect(await syncOnly(category, mode)).toMatchObject({
      ...{ status: 'partial', channels: { total: 1, done: 0, skipped: 0, failed: 1 } },
      error: { message: expect.stringContaining('77') },
    });
  }
  expect(annals.platform.callCount('listMessages')).toBe(before);
});

test('so does one of a channel that is public no longer, or is deleted', async () => {
  await annals.sync();
  annals.platform.hideChannel(chosen);
  expect(await syncOnly(chosen)).toMatchObject({ status: 'partial', channels: { failed: 1 } });
  annals.platform.removeChannel(other);
  expect(await syncOnly(other)).toMatchObject({ status: 'partial', channels: { failed: 1 } });
});

test('a channel that no run has seen before is read, and so is a thread that lists no more', async () => {
  const { platform, clock } = annals;
  const thread = platform.addThread(chosen);
  platform.post(thread);
  await annals.sync();
  platform.archiveThread(thread, clock.now());
  await annals.sync();
  await clock.advance(HOUR_MS);
  await annals.sync();
  const [channel, forum] = [platform.addChannel(), platform.addChannel({ type: 'forum' })];
  for (const id of [thread, channel, forum]) {
    expect(await syncOnly(id)).toMatchObject({ status: 'succeeded', error: null });
  }
});

test('what a run of some channels saw elsewhere and did not read is pending', async () => {
  const { platform, clock, store } = annals;
  await annals.sync();
  await clock.advance(100 * HOUR_MS);
  const [channel, thread] = [platform.addChannel(), platform.addThread(other)];
  for (const id of [channel, thread]) platform.post(id, { at: clock.now() });
  await syncOnly(chosen, 'full');
  const { progress } = store.repositories;
  const statuses = async () => {
    const rows = await progress.find(annals.tenant.id, [chosen, other, channel, thread]);
    const found = new Map(rows.map(({ channelId, syncStatus }) => [channelId, syncStatus]));
    return [chosen, other, channel, thread].map((id) => found.get(id));
  };
  expect(await statuses()).toEqual(['complete', 'complete', 'pending', 'pending']);
  platform.removeChannel(thread);
  expect(await annals.sync()).toMatchObject({ status: 'succeeded' });
  expect(await statuses()).toEqual(['complete', 'complete', 'complete', 'gone']);
});
