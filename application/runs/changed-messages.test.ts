import { beforeEach, describe, expect, test } from 'bun:test';
import type { AttachmentId, ChannelId, MessageId, RunMode } from '@annals/domain';
import { scriptedPerson } from '../fakes/index.ts';
import { AnnalsOnFakes } from './testing/annals-on-fakes.ts';

const HOUR_MS = 60 * 60 * 1000;

let annals: AnnalsOnFakes;
let channelId: ChannelId;

beforeEach(() => {
  annals = new AnnalsOnFakes({ lookBackMs: 24 * HOUR_MS });
  channelId = annals.platform.addChannel();
});

/** Messages of the last hour, a second apart. */
function post(count: number): MessageId[] {
  const begin = annals.clock.now().getTime() - HOUR_MS;
  return Array.from({ length: count }, (_, index) =>
    annals.platform.post(channelId, { at: new Date(begin + index * 1_000) }),
  );
}

function snapshot() {
  return annals.store.snapshot(annals.tenant.id);
}

/** Ids of the stored messages, tombstones left out. */
function living(): MessageId[] {
  return snapshot()
    .messages.filter(({ deletedAt }) => deletedAt === null)
    .map(({ id }) => id);
}

describe('an edit', () => {
  test('within the look-back is stored, and the earlier text stays beside it', async () => {
    const ids = post(12);
    await annals.sync();
    annals.platform.edit(channelId, ids[3] as MessageId, 'better');
    const run = await annals.sync();
    expect(run.counters).toMatchObject({ messagesAdded: 0, messagesUpdated: 1 });
    const { messages, revisions } = snapshot();
    expect(messages.find(({ id }) => id === ids[3])).toMatchObject({ content: 'better' });
    expect(revisions).toMatchObject([{ messageId: ids[3] }]);
    const quiet = await annals.sync();
    expect(quiet.counters).toMatchObject({ messagesAdded: 0, messagesUpdated: 0 });
  });

  test('that puts one file in the place of another is stored', async () => {
    const at = new Date(annals.clock.now().getTime() - HOUR_MS);
    annals.platform.post(channelId, { at, attachments: [{ filename: 'plan.png' }] });
    await annals.sync();
    const honest = annals.platform.listMessages.bind(annals.platform);
    annals.platform.listMessages = async (...asked) => {
      const page = await honest(...asked);
      const changed = { id: '9' as AttachmentId, filename: 'map.png' };
      const messages = page.messages.map(({ attachments, ...message }) => ({
        ...message,
        attachments: attachments.map((file) => ({ ...file, ...changed })),
      }));
      return { ...page, messages };
    };
    expect((await annals.sync()).counters).toMatchObject({ messagesAdded: 0, attachments: 1 });
    expect(snapshot().attachments).toMatchObject([{ filename: 'map.png' }]);
  });

  test('older than the look-back is left alone, and the channel costs no list', async () => {
    const ids = post(12);
    await annals.sync();
    await annals.clock.advance(25 * HOUR_MS);
    await annals.sync();
    annals.platform.edit(channelId, ids[3] as MessageId, 'better');
    const before = annals.platform.callCount('listMessages');
    await annals.sync();
    expect(annals.platform.callCount('listMessages')).toBe(before);
    expect(snapshot().revisions).toEqual([]);
  });
});

describe('what befell young messages while no run came', () => {
  test('is found by the next one, however late, which is the last to look there', async () => {
    const ids = post(12);
    await annals.sync();
    annals.platform.edit(channelId, ids[3] as MessageId, 'better');
    annals.platform.deleteMessage(channelId, ids[7] as MessageId);
    await annals.clock.advance(1_000 * HOUR_MS);
    const run = await annals.sync();
    expect(run.counters).toMatchObject({ messagesUpdated: 1, messagesDeleted: 1 });
    const before = annals.platform.callCount('listMessages');
    await annals.sync();
    expect(annals.platform.callCount('listMessages')).toBe(before);
  });

  test('is found where the channel was hidden from other runs', async () => {
    const ids = post(12);
    await annals.sync();
    annals.platform.edit(channelId, ids[3] as MessageId, 'better');
    const times = Number.POSITIVE_INFINITY;
    annals.platform.failWith({ method: 'listMessages', channelId, code: 'forbidden', times });
    for (let day = 0; day < 3; day += 1) {
      await annals.clock.advance(24 * HOUR_MS);
      await annals.sync();
    }
    annals.platform.traffic.clearFaults();
    expect((await annals.sync()).counters).toMatchObject({ messagesUpdated: 1 });
  });

  describe('since a first reading that was cut short', () => {
    let ids: MessageId[];

    /** Lets a run read so many pages of the channel, and no more. */
    async function read(pages: number, mode: RunMode = 'incremental'): Promise<void> {
      let left = pages;
      annals.platform.traffic.beforeAnswer = ({ method }) => {
        if (method !== 'listMessages') return;
        left -= 1;
        if (left < 0) annals.platform.failWith({ method, code: 'rate_limited' });
      };
      expect(await annals.sync(mode)).toMatchObject({ status: 'rate_limited' });
      annals.platform.traffic.beforeAnswer = null;
    }

    beforeEach(async () => {
      const nowMs = annals.clock.now().getTime();
      ids = Array.from({ length: 30 }, (_, minute) =>
        annals.platform.post(channelId, { at: new Date(nowMs - (60 - minute) * 60_000) }),
      );
      await read(2);
      expect(living()).toEqual(ids.slice(0, 10));
      annals.platform.edit(channelId, ids[7] as MessageId, 'better');
    });

    test('is found where the channel failed since', async () => {
      const times = Number.POSITIVE_INFINITY;
      annals.platform.failWith({ method: 'listMessages', channelId, code: 'unavailable', times });
      for (let day = 0; day < 3; day += 1) {
        await annals.clock.advance(24 * HOUR_MS);
        expect(await annals.sync()).toMatchObject({ status: 'partial' });
      }
      annals.platform.traffic.clearFaults();
      expect((await annals.sync()).counters).toMatchObject({ messagesUpdated: 1 });
    });

    test.each(['incremental', 'full'] as const)(
      'is found where the next run, %s, was cut short before it came there',
      async (mode) => {
        await annals.clock.advance(72 * HOUR_MS);
        await read(1, mode);
        expect((await annals.sync()).counters).toMatchObject({ messagesUpdated: 1 });
      },
    );
  });

  test('is found by runs after one whose clock was far ahead', async () => {
    const ids = post(12);
    const { clock } = annals;
    const now = clock.now.bind(clock);
    clock.now = () => new Date(now().getTime() + 1_000 * HOUR_MS);
    await annals.sync();
    clock.now = now;
    annals.platform.edit(channelId, ids[0] as MessageId, 'better');
    expect((await annals.sync()).counters).toMatchObject({ messagesUpdated: 1 });
  });

  test('is read once: what a kill cuts short goes on where it came to', async () => {
    post(12);
    await annals.sync();
    const ids = Array.from({ length: 40 }, (_, minute) => {
      const at = new Date(annals.clock.now().getTime() + minute * 60_000);
      return annals.platform.post(channelId, { at });
    });
    await annals.clock.advance(1_000 * HOUR_MS);
    const run = await annals.trigger();
    const stopping = new AbortController();
    let batches = 0;
    annals.store.beforeCall = async (call) => {
      if (call === 'progress.advance') batches += 1;
      if (batches === 4) stopping.abort();
    };
    expect((await annals.deliver(run, { stopping: stopping.signal })).status).toBe('queued');
    annals.store.beforeCall = async () => {};
    const before = annals.platform.callCount('listMessages');
    const stored = living().length;
    expect(stored).toBeGreaterThan(12);
    expect(await annals.deliver(run)).toMatchObject({ status: 'succeeded' });
    expect(living()).toEqual(expect.arrayContaining(ids));
    expect(annals.platform.callCount('listMessages') - before).toBe(
      Math.ceil((12 + 40 - stored + 1) / 5),
    );
  });
});

describe('a deletion', () => {
  test('that nobody could be asked about is a problem of the run, and found by the next one', async () => {
    const ids = post(12);
    await annals.sync();
    annals.platform.deleteMessage(channelId, ids[5] as MessageId);
    annals.platform.failWith({ method: 'hasMessage', code: 'unavailable', times: 4 });
    expect(await annals.sync()).toMatchObject({
      ...{ status: 'partial', error: { code: 'partial' } },
      counters: { messagesDeleted: 0 },
    });
    const message =
      'Whether messages were deleted could not be asked. The script says unavailable to hasMessage.';
    expect(snapshot().errors).toMatchObject([{ code: 'unavailable', channelId, message }]);
    expect(await annals.sync()).toMatchObject({
      ...{ status: 'succeeded', counters: { messagesDeleted: 1 } },
    });
  });

  test.each([
    ['in the middle', [5]],
    ['of the first', [0]],
    ['of the newest', [11]],
    ['of a whole page', [5, 6, 7, 8, 9]],
    ['of all', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
  ])('%s leaves tombstones, at a request each', async (_where, places) => {
    const ids = post(12);
    await annals.sync();
    const deleted = places.map((place) => ids[place] as MessageId);
    for (const id of deleted) annals.platform.deleteMessage(channelId, id);
    const run = await annals.sync();
    expect(run).toMatchObject({
      status: 'succeeded',
      counters: { messagesDeleted: places.length },
    });
    expect(living()).toEqual(ids.filter((id) => !deleted.includes(id)));
    const buried = snapshot().messages.filter(({ deletedAt }) => deletedAt !== null);
    expect(buried.map(({ id, content }) => ({ id, content }))).toEqual(
      deleted.map((id) => ({ id, content: '' })),
    );
    const again = await annals.sync();
    expect(again.counters).toMatchObject({ messagesUpdated: 0, messagesDeleted: 0 });
  });

  test('is nothing but the platform’s own word: pages that lie bury nobody', async () => {
    const ids = post(30);
    await annals.sync();
    const honest = annals.platform.listMessages.bind(annals.platform);
    const lies: (typeof annals.platform.listMessages)[] = [
      async () => ({ messages: [], unreadable: [], lastId: null, content: 'unsaid' }),
      async (...asked) => {
        const page = await honest(...asked);
        return { ...page, messages: page.messages.slice(1, 3) };
      },
      async (...asked) => {
        const page = await honest(...asked);
        const last = page.messages.at(-1);
        return { ...page, messages: last === undefined ? [] : [last] };
      },
    ];
    for (const lie of lies) {
      annals.platform.listMessages = lie;
      await annals.sync();
      expect(living()).toEqual(ids);
    }
    // Each that did not come is asked for once: all, three of a page, and four.
    expect(annals.platform.callCount('hasMessage')).toBe(30 + 18 + 24);
    annals.platform.listMessages = honest;
    await annals.sync();
    expect(living()).toEqual(ids);
    expect(snapshot().messages.filter(({ missingSince }) => missingSince !== null)).toEqual([]);
  });

  test('is not suspected of a message that comes, and cannot be read any more', async () => {
    const ids = post(12);
    await annals.sync();
    const honest = annals.platform.listMessages.bind(annals.platform);
    const isBroken = ({ id }: { readonly id: MessageId }) => id === ids[5];
    annals.platform.listMessages = async (...asked) => {
      const page = await honest(...asked);
      return {
        ...page,
        messages: page.messages.filter((message) => !isBroken(message)),
        unreadable: page.messages.filter(isBroken).map(({ id }) => ({
          ...{ messageId: id, reason: 'It has no author.' },
        })),
      };
    };
    await annals.sync();
    expect(living()).toEqual(ids);
    expect(annals.platform.callCount('hasMessage')).toBe(0);
  });

  test('of a channel takes none of its messages with it, whatever was missing then', async () => {
    const ids = post(12);
    await annals.sync();
    annals.platform.deleteMessage(channelId, ids[5] as MessageId);
    annals.platform.traffic.beforeAnswer = ({ method }) => {
      if (method === 'hasMessage') annals.platform.removeChannel(channelId);
    };
    const run = await annals.sync();
    expect(run).toMatchObject({ status: 'succeeded', counters: { messagesDeleted: 0 } });
    expect(living()).toEqual(ids);
    expect(snapshot().channels).toMatchObject([{ id: channelId, removedAt: expect.any(Date) }]);
  });

  test('is found however many are missing where nobody may ask', async () => {
    const ids = post(250);
    const other = annals.platform.addChannel();
    const kept = annals.platform.post(other, { at: annals.clock.now() });
    const deleted = annals.platform.post(other, { at: annals.clock.now() });
    await annals.sync();
    for (const id of ids) annals.platform.deleteMessage(channelId, id);
    const times = Number.POSITIVE_INFINITY;
    annals.platform.failWith({ method: 'hasMessage', channelId, code: 'forbidden', times });
    await annals.sync();
    annals.platform.deleteMessage(other, deleted);
    expect((await annals.sync()).counters.messagesDeleted).toBe(1);
    expect(living()).toEqual([...ids, kept]);
    expect(annals.platform.callCount('hasMessage', channelId)).toBe(2);
  });

  test('of more than a run may ask for is found over several runs', async () => {
    const ids = post(300);
    await annals.sync();
    for (const id of ids.slice(0, 250)) annals.platform.deleteMessage(channelId, id);
    const first = await annals.sync();
    expect(first.counters.messagesDeleted).toBe(200);
    const second = await annals.sync();
    expect(second.counters.messagesDeleted).toBe(50);
    expect(living()).toEqual(ids.slice(250));
  });
});

describe('who reacted while the run was on its way to ask', () => {
  const people = [0, 1, 2].map((number) => scriptedPerson(number));
  const [, leaving, coming] = people;
  if (leaving === undefined || coming === undefined) throw new Error('There are three people.');

  /** Those stored as reacting to the one message. */
  function reactors(): string[] {
    return snapshot().reactions.map(({ userHash }) => userHash);
  }

  test.each([
    ['added, and another one taken back before the next run', 'react', 'unreact'],
    ['taken back, and another one added before the next run', 'unreact', 'react'],
  ] as const)(
    '%s: the count stays, and the people are the true ones',
    async (_what, meanwhile, later) => {
      const { platform } = annals;
      const [id] = post(1) as [MessageId];
      const happen = {
        react: () => platform.react(channelId, id, '👍', coming),
        unreact: () => platform.unreact(channelId, id, '👍', leaving),
      };
      for (const person of people.slice(0, 2)) platform.react(channelId, id, '👍', person);
      platform.traffic.beforeAnswer = ({ method }) => {
        if (method !== 'listReactionUsers') return;
        platform.traffic.beforeAnswer = null;
        happen[meanwhile]();
      };
      await annals.sync();
      happen[later]();
      await annals.sync();
      expect(reactors().sort()).toEqual(
        people
          .filter((person) => person !== leaving)
          .map((person) => annals.hasher.hash(person))
          .sort(),
      );
      const before = platform.callCount('listReactionUsers');
      await annals.sync();
      expect(platform.callCount('listReactionUsers')).toBe(before);
    },
  );

  test('is asked for in vain no longer than its message is read again', async () => {
    const { platform } = annals;
    const [id] = post(1) as [MessageId];
    for (const person of people) platform.react(channelId, id, '👍', person);
    const { reactionUsers } = platform;
    if (reactionUsers === undefined) throw new Error('The platform tells who reacted.');
    reactionUsers.listReactionUsers = async () => ({ userIds: [leaving], nextPage: null });
    await annals.sync();
    await annals.clock.advance(25 * HOUR_MS);
    await annals.sync();
    expect(reactors()).toEqual([annals.hasher.hash(leaving)]);
    expect(snapshot().messages).toMatchObject([{ reactionsPending: false }]);
  });
});

describe('a full run', () => {
  test('finds what changed long ago, and moves no checkpoint back', async () => {
    const ids = post(23);
    await annals.sync();
    await annals.clock.advance(1_000 * HOUR_MS);
    await annals.sync();
    annals.platform.edit(channelId, ids[3] as MessageId, 'better');
    annals.platform.deleteMessage(channelId, ids[7] as MessageId);
    const [before] = snapshot().progress;
    expect((await annals.sync()).counters).toMatchObject({
      messagesUpdated: 0,
      messagesDeleted: 0,
    });
    const run = await annals.sync('full');
    expect(run.counters).toMatchObject({
      ...{ messagesAdded: 0, messagesUpdated: 1, messagesDeleted: 1 },
    });
    expect(living()).toEqual(ids.filter((id) => id !== ids[7]));
    const { lastMessageId, lastCheckedId } = before ?? {};
    expect(snapshot().progress).toMatchObject([{ lastMessageId, lastCheckedId }]);
  });

  test('stores news as any other', async () => {
    post(5);
    await annals.sync();
    const ids = post(8);
    const run = await annals.sync('full');
    expect(run.counters.messagesAdded).toBe(8);
    expect(living()).toEqual(expect.arrayContaining(ids));
  });

  test('that is stopped goes on where it was: no page is read a third time', async () => {
    const other = annals.platform.addChannel();
    const ids = post(60);
    annals.platform.post(other);
    await annals.sync();
    const firstRead = annals.platform.callCount('listMessages');
    const run = await annals.trigger('full');
    const stopping = new AbortController();
    let lists = 0;
    annals.store.beforeCall = async (call) => {
      if (call === 'messages.upsert') lists += 1;
      if (lists === 4) stopping.abort();
    };
    const stopped = await annals.deliver(run, { stopping: stopping.signal });
    expect(stopped.status).toBe('queued');
    annals.store.beforeCall = async () => {};
    const ended = await annals.deliver(run);
    expect(ended).toMatchObject({ status: 'succeeded', counters: { messagesDeleted: 0 } });
    const fullRead = annals.platform.callCount('listMessages') - firstRead;
    // A page that was on its way when the run stopped is asked for again.
    expect(fullRead).toBeLessThanOrEqual(firstRead + 3);
    expect(snapshot().messages.filter(({ missingSince }) => missingSince !== null)).toEqual([]);
    expect(living()).toEqual(expect.arrayContaining(ids));
  });
});
