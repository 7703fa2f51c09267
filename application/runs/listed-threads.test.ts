import { beforeEach, expect, test } from 'bun:test';
import type { ChannelId, MessageId } from '@annals/domain';
import { scriptedPerson } from '../fakes/index.ts';
import { StoreUnavailableError } from '../ports/unit-of-work.ts';
import { AnnalsOnFakes } from './testing/annals-on-fakes.ts';
import { turns } from './testing/turns.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Archived threads that the platform lists on a page. */
const A_PAGE = 5;

let annals: AnnalsOnFakes;
let channelId: ChannelId;

beforeEach(() => {
  annals = new AnnalsOnFakes({ channelConcurrency: 3 });
  channelId = annals.platform.addChannel();
});

/** Threads of a message each, all archived. */
function archivedThreads(count: number): { threadId: ChannelId; messageId: MessageId }[] {
  const { platform } = annals;
  return Array.from({ length: count }, () => {
    const threadId = platform.addThread(channelId);
    const messageId = platform.post(threadId);
    platform.archiveThread(threadId);
    return { threadId, messageId };
  });
}

/** How often a run asks for open threads. */
async function activeListings(): Promise<number> {
  const before = annals.platform.callCount('listActiveThreads');
  expect(await annals.sync()).toMatchObject({ status: 'succeeded' });
  return annals.platform.callCount('listActiveThreads') - before;
}

test('open threads are listed again only where threads were archived since the last run', async () => {
  archivedThreads(3);
  expect(await activeListings()).toBe(2);
  expect(await activeListings()).toBe(1);
  archivedThreads(1);
  expect(await activeListings()).toBe(2);
  expect(await activeListings()).toBe(1);
});

test('and where a channel could not be listed', async () => {
  archivedThreads(1);
  await annals.sync();
  annals.platform.failWith({ method: 'listArchivedThreads', channelId, code: 'forbidden' });
  const before = annals.platform.callCount('listActiveThreads');
  expect(await annals.sync()).toMatchObject({ status: 'partial' });
  expect(annals.platform.callCount('listActiveThreads') - before).toBe(2);
});

test('of a channel that could not be listed the threads are read all the same', async () => {
  const { platform } = annals;
  const threadId = platform.addThread(channelId);
  platform.post(threadId);
  const asked = { method: 'listArchivedThreads', channelId, code: 'unavailable' } as const;
  platform.failWith({ ...asked, times: 4 });
  expect(await annals.sync()).toMatchObject({ status: 'partial', channels: { failed: 0 } });
  const { errors, messages } = annals.store.snapshot(annals.tenant.id);
  expect(messages).toHaveLength(1);
  expect(errors).toMatchObject([
    {
      ...{ code: 'unavailable', channelId, messageId: null },
      message:
        'Its archived threads could not be listed. The script says unavailable to listArchivedThreads.',
    },
  ]);
});

test('a thread that a list shows twice is read as one', async () => {
  const { platform } = annals;
  const threadId = platform.addThread(channelId);
  platform.post(threadId);
  const listActiveThreads = platform.listActiveThreads.bind(platform);
  platform.listActiveThreads = async (...asked) => {
    const threads = await listActiveThreads(...asked);
    return [...threads, ...threads];
  };
  expect(await annals.sync()).toMatchObject({
    status: 'succeeded',
    channels: { total: 2, done: 2 },
  });
});

test('a quiet thread that two lists show is counted once', async () => {
  const open = Array.from({ length: 3 }, () => annals.platform.addThread(channelId));
  archivedThreads(1);
  await annals.sync();
  annals.platform.archiveThread(open[0] as ChannelId);
  expect(await activeListings()).toBe(2);
  const [run] = await annals.store.repositories.runs.latestOf([annals.tenant.id]);
  // The channel, two threads that are open, and two that are archived.
  expect(run?.channels).toEqual({ total: 5, done: 0, skipped: 5, failed: 0 });
});

test('of a channel that holds threads alone no messages are asked for, and it is none to be done', async () => {
  const { platform } = annals;
  const forum = platform.addChannel({ type: 'forum' });
  platform.post(platform.addThread(forum));
  const run = await annals.sync();
  expect(run).toMatchObject({ status: 'succeeded', channels: { total: 2, done: 2, skipped: 0 } });
  expect(platform.callCount('listMessages', forum)).toBe(0);
  expect(await annals.sync()).toMatchObject({ channels: { total: 2, skipped: 2 } });
});

test('of a channel that refuses its archive the threads are asked for nothing in that run', async () => {
  const threads = archivedThreads(3);
  const { platform } = annals;
  for (const { threadId, messageId } of threads) {
    platform.react(threadId, messageId, '👍', scriptedPerson(1));
  }
  platform.failWith({ method: 'listReactionUsers', code: 'rate_limited' });
  await annals.sync();
  platform.failWith({ method: 'listArchivedThreads', channelId, code: 'forbidden' });
  const asked = () => {
    const [messages, users] = (['listMessages', 'listReactionUsers'] as const).map((method) =>
      threads.map(({ threadId }) => platform.callCount(method, threadId)),
    );
    return { messages, users };
  };
  const before = asked();
  expect(await annals.sync('full')).toMatchObject({ status: 'partial', channels: { failed: 3 } });
  expect(asked()).toEqual(before);
  expect(await annals.sync()).toMatchObject({ status: 'succeeded' });
  expect(annals.store.snapshot(annals.tenant.id).reactions).toHaveLength(3);
});

test('what a run listed before it broke off is stored, and listed no more', async () => {
  annals = new AnnalsOnFakes();
  const { platform } = annals;
  const parents = [platform.addChannel(), platform.addChannel()];
  for (const parentId of parents) {
    channelId = parentId;
    archivedThreads(A_PAGE * 2);
  }
  const [first, second] = parents.toSorted() as [ChannelId, ChannelId];
  platform.failWith({ method: 'listArchivedThreads', channelId: second, code: 'rate_limited' });
  expect(await annals.sync()).toMatchObject({ status: 'rate_limited' });
  const { channels } = annals.store.snapshot(annals.tenant.id);
  expect(channels.filter(({ parentId }) => parentId === first)).toHaveLength(A_PAGE * 2);
  const pages = platform.callCount('listArchivedThreads', first);
  expect(await annals.sync()).toMatchObject({ status: 'succeeded' });
  expect(platform.callCount('listArchivedThreads', first)).toBeLessThan(pages * 2);
});

test('so is what a channel listed before its next page failed', async () => {
  archivedThreads(A_PAGE * 2);
  const { platform, store } = annals;
  platform.traffic.beforeAnswer = ({ method }) => {
    if (method !== 'listArchivedThreads') return;
    if (platform.callCount(method) === 2) {
      platform.failWith({
        method,
        channelId,
        code: 'unavailable',
        times: Number.POSITIVE_INFINITY,
      });
    }
  };
  expect(await annals.sync()).toMatchObject({ status: 'partial' });
  expect(store.snapshot(annals.tenant.id).messages).toHaveLength(A_PAGE);
});

test('where there are no threads, nothing is written of them', async () => {
  const written: string[] = [];
  annals.store.beforeCall = async (call) => {
    if (call === 'channels.upsert') written.push(call);
  };
  await annals.sync();
  // The list of channels.
  expect(written).toHaveLength(1);
});

test('very many are stored while they are listed, and each is counted once', async () => {
  const count = 2_000 + A_PAGE;
  archivedThreads(count);
  const { platform, store } = annals;
  await annals.sync();
  platform.hideChannel(channelId);
  await annals.sync();
  platform.showChannel(channelId);
  const before = platform.callCount('listArchivedThreads');
  const pages: number[] = [];
  store.beforeCall = async (call) => {
    if (call !== 'channels.upsert') return;
    await turns();
    pages.push(platform.callCount('listArchivedThreads') - before);
  };
  const run = await annals.sync();
  // Of the channels; of two thousand threads, while nothing is asked; of the rest.
  expect(pages.slice(1)).toEqual([2_000 / A_PAGE, count / A_PAGE]);
  expect(run.channels).toEqual({ total: count + 1, done: 0, skipped: count + 1, failed: 0 });
});

test('the next list is asked for while one is stored', async () => {
  archivedThreads(1);
  const asked = Promise.withResolvers<void>();
  annals.platform.traffic.beforeAnswer = (call) => {
    if (call.method === 'listArchivedThreads') asked.resolve();
  };
  annals.store.beforeCall = async (call) => {
    if (call === 'channels.upsert') await asked.promise;
  };
  expect(await annals.sync()).toMatchObject({ status: 'succeeded' });
});

test('a list that cannot be stored ends the run: nothing behind it is stored, or asked for', async () => {
  annals = new AnnalsOnFakes();
  const { platform, store } = annals;
  for (let count = 0; count < 50; count += 1) platform.addChannel();
  const run = await annals.register();
  store.beforeCall = async (call) => {
    if (call === 'channels.upsert') throw new StoreUnavailableError('The database is away.');
  };
  await expect(annals.deliver(run)).rejects.toThrow('The database is away.');
  expect(platform.callCount('listArchivedThreads')).toBeLessThan(25);
  const { channels, progress } = store.snapshot(annals.tenant.id);
  expect([...channels, ...progress]).toEqual([]);
  store.beforeCall = async () => {};
  expect(await annals.deliver(run, { attempt: 2 })).toMatchObject({ status: 'succeeded' });
});

test('a full run lists every archived thread, however long ago', async () => {
  const threads = archivedThreads(A_PAGE * 3);
  await annals.sync();
  await annals.clock.advance(30 * DAY_MS);
  const [{ threadId, messageId } = { threadId: channelId, messageId: '' as MessageId }] = threads;
  annals.platform.edit(threadId, messageId, 'better');
  annals.platform.renameChannel(threadId, 'A better name');
  await annals.sync('full');
  const { channels, messages } = annals.store.snapshot(annals.tenant.id);
  expect(messages.find(({ id }) => id === messageId)).toMatchObject({ content: 'better' });
  expect(channels.find(({ id }) => id === threadId)).toMatchObject({ name: 'A better name' });
});

test('a channel that is back after it was hidden is listed from the start', async () => {
  archivedThreads(A_PAGE * 3);
  await annals.sync();
  annals.platform.hideChannel(channelId);
  await annals.sync();
  annals.platform.showChannel(channelId);
  await annals.sync();
  const { channels } = annals.store.snapshot(annals.tenant.id);
  expect(channels.filter(({ removedAt }) => removedAt === null)).toHaveLength(A_PAGE * 3 + 1);
});

test('also where the first run that sees it back breaks off before its threads are listed', async () => {
  archivedThreads(A_PAGE * 3);
  await annals.sync();
  annals.platform.hideChannel(channelId);
  await annals.sync();
  annals.platform.showChannel(channelId);
  annals.platform.failWith({ method: 'listArchivedThreads', code: 'rate_limited' });
  expect(await annals.sync()).toMatchObject({ status: 'rate_limited' });
  await annals.sync();
  const { channels } = annals.store.snapshot(annals.tenant.id);
  expect(channels.filter(({ removedAt }) => removedAt === null)).toHaveLength(A_PAGE * 3 + 1);
});

test('a message that comes to a thread on its way from one list to the other is read', async () => {
  const { platform, clock } = annals;
  const thread = platform.addThread(channelId);
  platform.post(thread);
  await annals.sync();
  let last: MessageId | null = null;
  platform.traffic.beforeAnswer = ({ method }) => {
    if (method !== 'listArchivedThreads') return;
    last ??= platform.post(thread);
    platform.archiveThread(thread, clock.now());
  };
  expect(await annals.sync()).toMatchObject({
    counters: { messagesAdded: 1 },
    // Without news when it was seen first: it is none of those that are skipped any more.
    channels: { total: 2, done: 1, skipped: 1 },
  });
  const { messages } = annals.store.snapshot(annals.tenant.id);
  expect(messages.map(({ id }) => id)).toContain(last as unknown as MessageId);
});
