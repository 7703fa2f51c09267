import { beforeEach, describe, expect, test } from 'bun:test';
import type { ChannelId, MessageId } from '@annals/domain';
import { AnnalsOnFakes } from './testing/annals-on-fakes.ts';

/** Pages of 100, as platforms give them. */
const PAGE = 100;

let annals: AnnalsOnFakes;
let channelIds: readonly ChannelId[];
let messageIds: readonly MessageId[];

beforeEach(() => {
  annals = new AnnalsOnFakes({ batchSize: 1_000 }, PAGE);
  channelIds = Array.from({ length: 5 }, () => annals.platform.addChannel());
  messageIds = channelIds.flatMap((id) => [1, 2, 3].map(() => annals.platform.post(id)));
});

function archived() {
  const { messages, progress } = annals.store.snapshot(annals.tenant.id);
  return {
    messageIds: messages.map(({ id }) => id),
    channels: progress.map(({ channelId, syncStatus, totalMessagesSynced }) => ({
      ...{ channelId, syncStatus, totalMessagesSynced },
    })),
  };
}

function complete(ids: readonly ChannelId[]) {
  return ids.map((channelId) => ({
    ...({ channelId, syncStatus: 'complete', totalMessagesSynced: 3 } as const),
  }));
}

describe('small channels', () => {
  test('are stored together, each with its own checkpoint', async () => {
    const run = await annals.sync();
    expect(annals.metrics.batches.map(({ messages }) => messages)).toEqual([15]);
    expect(run).toMatchObject({
      status: 'succeeded',
      channels: { total: 5, done: 5 },
      counters: { messagesAdded: 15 },
    });
    expect(archived()).toEqual({ messageIds: [...messageIds], channels: complete(channelIds) });
  });

  test('are a hundred in a batch at most, however little is in them', async () => {
    for (let count = 0; count < 120; count += 1) {
      annals.platform.post(annals.platform.addChannel());
    }
    await annals.sync();
    expect(annals.metrics.batches.map(({ messages }) => messages)).toEqual([5 * 3 + 95, 25]);
  });

  test('fill one batch behind the other', async () => {
    annals = new AnnalsOnFakes({ batchSize: 200 }, PAGE);
    for (let count = 0; count < 40; count += 1) {
      const channelId = annals.platform.addChannel();
      for (let posted = 0; posted < 10; posted += 1) annals.platform.post(channelId);
    }
    await annals.sync();
    // Another page on top of them would be too many.
    const sizes = annals.metrics.batches.map(({ messages }) => messages);
    expect(sizes).toEqual([110, 110, 110, 70]);
  });

  test('weigh no more together than a batch may', async () => {
    const { platform } = annals;
    const listMessages = platform.listMessages.bind(platform);
    platform.listMessages = async (...asked) => ({
      ...(await listMessages(...asked)),
      bytes: 900 * 1024,
    });
    for (const channelId of Array.from({ length: 10 }, () => platform.addChannel())) {
      platform.post(channelId);
    }
    await annals.sync();
    // Of 900 kB each, five are more than 4 MiB.
    const sizes = annals.metrics.batches.map(({ messages }) => messages);
    expect(sizes).toEqual([15, 5, 5]);
  });

  test('fill a batch together with the beginning of a large one', async () => {
    const large = annals.platform.addChannel();
    const many = Array.from({ length: 1_200 }, () => annals.platform.post(large));
    const run = await annals.sync();
    // Ten pages of the large one and fifteen messages would be too many.
    expect(annals.metrics.batches.map(({ messages }) => messages)).toEqual([915, 300]);
    expect(run.channels.done).toBe(6);
    expect(archived().messageIds).toEqual([...messageIds, ...many]);
  });

  test('are counted each by itself where one of their messages was stored already', async () => {
    const { store } = annals;
    const transaction = store.transaction.bind(store);
    store.transaction = (work) =>
      transaction(async (repositories) => {
        const { messages } = repositories;
        const insert = messages.insert.bind(messages);
        messages.insert = async (given) => {
          await messages.upsert(given.filter(({ id }) => id === messageIds[4]));
          return await insert(given);
        };
        return await work(repositories);
      });
    const run = await annals.sync();
    expect(run.counters.messagesAdded).toBe(14);
    const { messageIds: stored, channels } = archived();
    expect(stored).toEqual([...messageIds]);
    expect(channels.map(({ totalMessagesSynced }) => totalMessagesSynced)).toEqual([3, 2, 3, 3, 3]);
  });

  test('are stored before one that cannot be read is told of', async () => {
    const [, , third] = channelIds;
    if (third === undefined) throw new Error('There is no third channel.');
    annals.platform.traffic.failWith({
      ...{ method: 'listMessages', channelId: third, code: 'forbidden' },
    });
    const run = await annals.sync();
    expect(run.channels).toMatchObject({ done: 4, failed: 1 });
    expect(annals.metrics.batches.map(({ messages }) => messages)).toEqual([6, 6]);
  });

  test('of a killed run are read again, and no message is stored twice', async () => {
    const run = await annals.register();
    annals.store.beforeCall = async (call) => {
      if (call === 'progress.advance') throw new Error('The process is killed.');
    };
    await expect(annals.deliver(run)).rejects.toThrow('killed');
    expect(archived().messageIds).toEqual([]);
    annals.store.beforeCall = async () => {};
    const ended = await annals.deliver(run, { attempt: 2 });
    expect(ended).toMatchObject({ status: 'succeeded', counters: { messagesAdded: 15 } });
    expect(archived()).toEqual({ messageIds: [...messageIds], channels: complete(channelIds) });
  });

  /** Resolves once the platform is asked for a channel's messages, which it gives when `answer` is called. */
  function holdBack(channelId: ChannelId | undefined) {
    const [asked, answered] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const { traffic } = annals.platform;
    const before = traffic.beforeAnswer;
    traffic.beforeAnswer = async (call) => {
      await before?.(call);
      if (call.method !== 'listMessages' || call.channelId !== channelId) return;
      asked.resolve();
      await answered.promise;
    };
    return { asked: asked.promise, answer: answered.resolve };
  }

  test('wait for the messages of others no longer than it takes to lose patience, each time', async () => {
    const { clock } = annals;
    const [third, last] = [holdBack(channelIds[2]), holdBack(channelIds[4])];
    const run = annals.sync();
    await third.asked;
    await clock.settle();
    expect(archived().messageIds).toEqual([]);
    await clock.advance(2_000);
    expect(archived().messageIds).toEqual(messageIds.slice(0, 6));
    third.answer();
    await last.asked;
    await clock.settle();
    expect(archived().messageIds).toEqual(messageIds.slice(0, 6));
    await clock.advance(2_000);
    expect(archived().messageIds).toEqual(messageIds.slice(0, -3));
    last.answer();
    expect((await run).channels.done).toBe(5);
    expect(archived()).toEqual({ messageIds: [...messageIds], channels: complete(channelIds) });
  });

  test('that cannot be stored meanwhile are told of by whoever reads on', async () => {
    const last = holdBack(channelIds[4]);
    const run = annals.sync();
    await last.asked;
    annals.store.beforeCall = async (call) => {
      if (call === 'progress.advance') throw new Error('The process is killed.');
    };
    // Tried, and once more looked at.
    await annals.clock.advance(4_000);
    last.answer();
    await expect(run).rejects.toThrow('killed');
  });
});
