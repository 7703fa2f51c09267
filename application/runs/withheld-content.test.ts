import { beforeEach, describe, expect, test } from 'bun:test';
import type { ChannelId } from '@annals/domain';
import { StoreUnavailableError } from '../ports/unit-of-work.ts';
import { AnnalsOnFakes } from './testing/annals-on-fakes.ts';

const HOUR_MS = 3_600_000;
const PAGE_SIZE = 5;
const REMEDY = 'Let the script show what people write.';

let annals: AnnalsOnFakes;
let channels: readonly ChannelId[];

beforeEach(() => {
  annals = new AnnalsOnFakes({ lookBackMs: 24 * HOUR_MS }, PAGE_SIZE);
  channels = ['first', 'second'].map((name) => annals.platform.addChannel({ name }));
});

function post(channelId: ChannelId, count: number, text?: string): void {
  for (let index = 0; index < count; index += 1) {
    annals.platform.post(channelId, {
      at: annals.clock.now(),
      ...(text !== undefined && { text }),
      ...(index === 0 && text === undefined && { attachments: [{ filename: 'plan.png' }] }),
    });
  }
}

const stored = () => annals.store.snapshot(annals.tenant.id);
const texts = () => stored().messages.map(({ content }) => content);
const stretches = () => stored().progress.filter(({ withheld }) => withheld !== null);
const checks = () => annals.platform.callCount('checkContentGrant');

describe('where the platform says that it withholds', () => {
  beforeEach(() => {
    for (const id of channels) post(id, 3);
    annals.platform.withholdContent();
  });

  test('the run ends before anything blank is stored, and says what to switch on', async () => {
    const run = await annals.sync();
    expect(run).toMatchObject({ status: 'failed', error: { code: 'content_withheld' } });
    expect(run.error?.message).toContain(REMEDY);
    expect(stored().messages).toEqual([]);
    expect(stored().channels).toHaveLength(2);
  });

  test('the next run after it was switched on stores everything', async () => {
    await annals.sync();
    annals.platform.withholdContent(false);
    expect(await annals.sync()).toMatchObject({ status: 'succeeded', error: null });
    expect(texts()).toHaveLength(6);
    expect(texts()).not.toContain('');
    expect(stored().attachments).toHaveLength(2);
  });
});

test('texts that are stored stay when they are withheld later', async () => {
  for (const id of channels) post(id, 30);
  await annals.sync();
  const before = stored();
  annals.platform.withholdContent();
  for (const says of ['withheld', 'unknown', 'granted'] as const) {
    annals.platform.saysOfContent = says;
    const run = await annals.sync();
    expect(run.error).toMatchObject({ code: 'content_withheld' });
    expect(run.status).toBe(says === 'withheld' ? 'failed' : 'partial');
    expect(stored().messages).toEqual(before.messages);
    expect(stored().attachments).toEqual(before.attachments);
  }
});

describe.each(['unknown', 'granted'] as const)(
  'where the platform says %s and withholds',
  (says) => {
    beforeEach(async () => {
      annals.platform.saysOfContent = says;
      annals.platform.withholdContent();
      for (const id of channels) post(id, 23);
      const run = await annals.sync();
      expect(run).toMatchObject({ status: 'partial', error: { code: 'content_withheld' } });
      expect(run.error?.message).toContain(REMEDY);
      await annals.clock.advance(100 * HOUR_MS);
      // The last look at what was young when the first run read it.
      await annals.sync();
    });

    test('page after page of blanks tells; they are stored, and noted from the first on', () => {
      expect(texts()).toEqual(Array(46).fill(''));
      expect(stretches()).toHaveLength(2);
      expect(stretches().map(({ withheld }) => withheld?.after)).toEqual([null, null]);
    });

    test('as long as nothing changes, a run asks for one page of it, and says it again', async () => {
      const before = annals.platform.callCount('listMessages');
      const run = await annals.sync();
      expect(run).toMatchObject({ status: 'partial', error: { code: 'content_withheld' } });
      expect(annals.platform.callCount('listMessages')).toBe(before + 1);
    });

    test('once texts come, each page is read again once, and nothing is noted as an edit', async () => {
      annals.platform.withholdContent(false);
      const before = annals.platform.callCount('listMessages');
      expect(await annals.sync()).toMatchObject({ status: 'succeeded', error: null });
      expect(annals.platform.callCount('listMessages')).toBe(
        before + 2 * Math.ceil(23 / PAGE_SIZE),
      );
      expect(texts()).not.toContain('');
      expect(stored().attachments).toHaveLength(2);
      expect(stored().revisions).toEqual([]);
      expect(stretches()).toEqual([]);
      expect(await annals.sync()).toMatchObject({ status: 'succeeded' });
      expect(annals.platform.callCount('listMessages')).toBe(
        before + 2 * Math.ceil(23 / PAGE_SIZE),
      );
    });

    test('reading again that is cut short goes on where it was', async () => {
      annals.platform.withholdContent(false);
      let lists = 0;
      annals.platform.traffic.beforeAnswer = ({ method }) => {
        if (method !== 'listMessages') return;
        lists += 1;
        if (lists === 4) annals.platform.failWith({ method, code: 'rate_limited' });
      };
      expect(await annals.sync()).toMatchObject({ status: 'rate_limited' });
      expect(texts().filter((text) => text !== '')).toHaveLength(15);
      expect(await annals.sync()).toMatchObject({ status: 'succeeded' });
      expect(lists).toBe(2 * Math.ceil(23 / PAGE_SIZE) + 1);
      expect(texts()).not.toContain('');
    });

    test('a message that is deleted meanwhile becomes a tombstone', async () => {
      annals.platform.withholdContent(false);
      const [message] = stored().messages;
      if (message === undefined) throw new Error('Nothing is stored.');
      annals.platform.deleteMessage(message.channelId, message.id);
      expect((await annals.sync()).counters).toMatchObject({ messagesDeleted: 1 });
      expect(stretches()).toEqual([]);
    });

    test('so does the last one: the empty page in its place is believed a run later', async () => {
      annals.platform.withholdContent(false);
      const message = stored().messages.at(-1);
      if (message === undefined) throw new Error('Nothing is stored.');
      annals.platform.deleteMessage(message.channelId, message.id);
      expect((await annals.sync()).counters).toMatchObject({ messagesDeleted: 1 });
      expect(await annals.sync()).toMatchObject({ status: 'succeeded', error: null });
      expect(stretches()).toEqual([]);
    });

    test('a page that comes for ever ends it', async () => {
      annals.platform.withholdContent(false);
      const { listMessages } = annals.platform;
      annals.platform.listMessages = async (channelId, question, call) => {
        return await listMessages.call(
          annals.platform,
          channelId,
          { ...question, after: null },
          call,
        );
      };
      expect(await annals.sync()).toMatchObject({ status: 'partial' });
      annals.platform.listMessages = listMessages;
      expect(await annals.sync()).toMatchObject({ status: 'succeeded' });
      expect(texts()).not.toContain('');
    });

    test('an empty page is not taken for the end of it', async () => {
      annals.platform.withholdContent(false);
      const { listMessages } = annals.platform;
      annals.platform.listMessages = async (...asked) => {
        await listMessages.apply(annals.platform, asked);
        return { messages: [], unreadable: [], lastId: null, content: 'unsaid' };
      };
      await annals.sync();
      annals.platform.listMessages = listMessages;
      expect(await annals.sync()).toMatchObject({ status: 'succeeded' });
      expect(texts()).not.toContain('');
      expect(stored().messages.filter(({ deletedAt }) => deletedAt !== null)).toEqual([]);
    });
  },
);

test('blanks are noted from the first on, also where a batch holds more pages of them than one', async () => {
  annals = new AnnalsOnFakes({ batchSize: 1_000 }, PAGE_SIZE);
  annals.platform.saysOfContent = 'unknown';
  annals.platform.withholdContent();
  post(annals.platform.addChannel(), 23);
  await annals.sync();
  expect(stretches().map(({ withheld }) => withheld?.after)).toEqual([null]);
});

test('blanks are noted with the batch that stores them: their worker may be killed', async () => {
  const { platform, store } = annals;
  platform.saysOfContent = 'unknown';
  platform.withholdContent();
  post(channels[0] as ChannelId, 43);
  const run = await annals.register();
  platform.traffic.beforeAnswer = () => {
    if (platform.callCount('listMessages') < 8) return;
    store.transaction = () => Promise.reject(new StoreUnavailableError('It is gone.'));
  };
  await expect(annals.deliver(run)).rejects.toThrow('gone');
  const [progress] = stretches();
  expect<unknown>(progress?.withheld).toEqual({ after: null, upTo: progress?.lastMessageId });
});

test('a run that texts were withheld from names the channels that it could not read, too', async () => {
  annals.platform.saysOfContent = 'unknown';
  annals.platform.withholdContent();
  for (const id of channels) post(id, 23);
  const channelId = annals.platform.addChannel({ name: 'closed' });
  annals.platform.failWith({ method: 'listMessages', channelId, code: 'forbidden' });
  const run = await annals.sync();
  expect(run).toMatchObject({ status: 'partial', error: { code: 'content_withheld' } });
  expect(run.error?.message).toContain(REMEDY);
  expect(run.error?.message).toContain('#closed (forbidden)');
});

test('texts that are stored stay when they are withheld in the middle of a run', async () => {
  annals = new AnnalsOnFakes({ lookBackMs: 24 * HOUR_MS, batchSize: 1_000 }, 20);
  const channelId = annals.platform.addChannel();
  post(channelId, 100);
  await annals.sync();
  const before = stored();
  let pages = 0;
  annals.platform.traffic.beforeAnswer = ({ method }) => {
    if (method === 'listMessages') pages += 1;
    if (pages === 2) annals.platform.withholdContent();
  };
  const run = await annals.sync('full');
  expect(run).toMatchObject({ status: 'failed', error: { code: 'content_withheld' } });
  expect(stored().messages).toEqual(before.messages);
  expect(stored().attachments).toEqual(before.attachments);
  expect(stored().revisions).toEqual([]);
});

describe.each(['unknown', 'withheld'] as const)(
  'texts that are withheld in the middle of a full run, where the platform says %s',
  (says) => {
    const PAGES_SHOWN = 2;
    let before: ReturnType<typeof stored>;

    beforeEach(async () => {
      annals = new AnnalsOnFakes({ batchSize: 20 }, 20);
      annals.platform.saysOfContent = says;
      post(annals.platform.addChannel(), 100);
      await annals.sync();
      before = stored();
    });

    /** A full run in which nothing is shown any more behind the first pages. */
    async function readAgain(behind?: (page: number) => Promise<unknown>) {
      const run = await annals.trigger('full');
      let pages = 0;
      annals.platform.traffic.beforeAnswer = async ({ method }) => {
        if (method !== 'listMessages') return;
        pages += 1;
        if (pages > PAGES_SHOWN) annals.platform.withholdContent();
        await behind?.(pages);
      };
      await annals.deliver(run);
      annals.platform.traffic.beforeAnswer = null;
    }

    test('stay where they are stored', async () => {
      await readAgain();
      expect(stored().messages).toEqual(before.messages);
      expect(stored().attachments).toEqual(before.attachments);
    });

    test('stay, too, when the run is cancelled before there is doubt', async () => {
      const { runs } = annals.store.repositories;
      await readAgain(async (page) => {
        if (page > PAGES_SHOWN) await runs.requestCancel(annals.tenant.id, annals.clock.now());
      });
      expect(stored().messages).toEqual(before.messages);
    });
  },
);

describe('texts that are withheld again while what came blank is read again', () => {
  let channelId: ChannelId;

  /** Messages come blank, in a run that knows of nothing else. */
  async function postBlank(): Promise<void> {
    annals.platform.saysOfContent = 'unknown';
    annals.platform.withholdContent();
    post(channelId, 23);
    expect((await annals.sync()).error).toMatchObject({ code: 'content_withheld' });
    annals.platform.withholdContent(false);
    await annals.clock.advance(100 * HOUR_MS);
  }

  /** A run that meets a text, and nothing more once it comes to what came blank. */
  async function withholdAgain(says: 'unknown' | 'withheld'): Promise<void> {
    post(channels[0] as ChannelId, 1, 'a text');
    annals.platform.saysOfContent = says;
    annals.platform.traffic.beforeAnswer = (call) => {
      const isNews = call.channelId !== channelId;
      if (call.method === 'listMessages' && !isNews) annals.platform.withholdContent();
    };
    await annals.sync();
    annals.platform.traffic.beforeAnswer = null;
    annals.platform.withholdContent(false);
  }

  beforeEach(async () => {
    [, channelId] = channels as [ChannelId, ChannelId];
    await annals.sync();
    await postBlank();
    // The last look at what was young then, which no text comes of.
    annals.platform.withholdContent();
    await annals.sync();
    annals.platform.withholdContent(false);
  });

  test('are read again by the next run', async () => {
    await withholdAgain('withheld');
    expect(texts()).toContain('');
    expect(await annals.sync()).toMatchObject({ status: 'succeeded', error: null });
    expect(texts()).not.toContain('');
    expect(stretches()).toEqual([]);
  });

  test('stay where they are stored between what came blank', async () => {
    post(channelId, 6, 'a text');
    annals.platform.traffic.beforeAnswer = ({ method }) => {
      const isRead = texts().filter((text) => text === 'a text').length === 6;
      if (isRead && method === 'listMessages')
        annals.platform.failWith({ method, code: 'rate_limited' });
    };
    expect(await annals.sync()).toMatchObject({ status: 'rate_limited' });
    annals.platform.traffic.beforeAnswer = null;
    await annals.clock.advance(100 * HOUR_MS);
    await postBlank();
    await withholdAgain('unknown');
    expect(texts().filter((text) => text === 'a text')).toHaveLength(7);
  });
});

describe('what the platform writes itself, between blanks', () => {
  const [BOOST, RENAME] = ['3', 'a better name'];

  beforeEach(() => {
    const [channelId] = channels as [ChannelId];
    for (const text of [BOOST, RENAME]) {
      annals.platform.post(channelId, { at: annals.clock.now(), type: 'system', text });
    }
    post(channels[1] as ChannelId, 23);
  });

  test.each(['withheld', 'unknown', 'granted'] as const)(
    'is read again too once texts come, where the platform says %s',
    async (says) => {
      annals.platform.saysOfContent = says;
      annals.platform.withholdContent();
      expect((await annals.sync()).error).toMatchObject({ code: 'content_withheld' });
      await annals.clock.advance(100 * HOUR_MS);
      expect((await annals.sync()).error).toMatchObject({ code: 'content_withheld' });
      annals.platform.withholdContent(false);
      expect(await annals.sync()).toMatchObject({ status: 'succeeded', error: null });
      expect(texts()).toHaveLength(25);
      expect(texts()).not.toContain('');
      expect(stored().revisions).toEqual([]);
      expect(stretches()).toEqual([]);
    },
  );

  test('stays where it is stored, and is no earlier text of itself', async () => {
    await annals.sync();
    const before = stored().messages;
    annals.platform.withholdContent();
    await annals.sync();
    expect(stored().messages).toEqual(before);
    expect(stored().revisions).toEqual([]);
  });
});

test('a thread that is deleted before it could be read again troubles no later run', async () => {
  const { platform, clock } = annals;
  const thread = platform.addThread(channels[0] as ChannelId);
  platform.saysOfContent = 'unknown';
  platform.withholdContent();
  post(thread, 23);
  // Old by the first run, it is looked at by the next one for nothing but its blanks.
  await clock.advance(100 * HOUR_MS);
  await annals.sync();
  platform.archiveThread(thread, clock.now());
  await clock.advance(100 * HOUR_MS);
  platform.removeChannel(thread);
  platform.withholdContent(false);
  post(channels[1] as ChannelId, 1);
  expect(await annals.sync()).toMatchObject({ status: 'succeeded', error: null });
  expect(await annals.sync()).toMatchObject({ status: 'succeeded', error: null });
  const { channels: catalogue } = annals.store.repositories;
  expect((await catalogue.find(annals.tenant.id, thread))?.removedAt).not.toBeNull();
});

test('what is withheld from the midst of a run on is noted, however little came after that', async () => {
  for (const id of channels) post(id, 3, 'a text');
  post(channels[1] as ChannelId, 1);
  await annals.sync();
  annals.platform.traffic.beforeAnswer = ({ method, channelId }) => {
    if (method === 'listMessages' && channelId === channels[1]) annals.platform.withholdContent();
  };
  expect(await annals.sync()).toMatchObject({
    ...{ status: 'failed', error: { code: 'content_withheld' } },
  });
  annals.platform.traffic.beforeAnswer = null;
  annals.platform.withholdContent(false);
  await annals.clock.advance(100 * HOUR_MS);
  post(channels[0] as ChannelId, 1, 'a text');
  expect(await annals.sync()).toMatchObject({ status: 'succeeded', error: null });
  expect(texts()).not.toContain('');
  expect(stored().attachments).toHaveLength(1);
});

describe.each(['rate limited', 'cancelled', 'stopped'] as const)(
  'a run that is %s before there is doubt',
  (how) => {
    /** Once the first channel has been asked for so many pages. */
    async function breakOff(pages: number): Promise<void> {
      const run = annals.isRegistered ? await annals.trigger() : await annals.register();
      const stopping = new AbortController();
      let asked = 0;
      annals.platform.traffic.beforeAnswer = async ({ method }) => {
        if (method !== 'listMessages') return;
        asked += 1;
        if (asked !== pages) return;
        if (how === 'rate limited') annals.platform.failWith({ method, code: 'rate_limited' });
        if (how === 'stopped') stopping.abort();
        if (how === 'cancelled') {
          await annals.store.repositories.runs.requestCancel(annals.tenant.id, annals.clock.now());
        }
      };
      await annals.deliver(run, { stopping: stopping.signal });
      annals.platform.traffic.beforeAnswer = null;
    }

    test('reads again what it has stored blank, once texts come', async () => {
      annals.platform.saysOfContent = 'unknown';
      annals.platform.withholdContent();
      for (const id of channels) {
        for (let count = 0; count < 40; count += 1) {
          post(id, 1);
          await annals.clock.advance(60_000);
        }
      }
      // So that the next run does not read it again for being young.
      await annals.clock.advance(100 * HOUR_MS);
      await breakOff(4);
      const blanks = texts();
      expect(blanks).toEqual(Array(blanks.length).fill(''));
      expect(blanks.length).toBeGreaterThan(0);
      annals.platform.withholdContent(false);
      await annals.clock.advance(100 * HOUR_MS);
      expect(await annals.sync()).toMatchObject({ status: 'succeeded' });
      expect(texts()).toHaveLength(80);
      expect(texts()).not.toContain('');
      expect(stretches()).toEqual([]);
    });

    test('after a text has come notes nothing', async () => {
      post(channels[0] as ChannelId, 3, 'a text');
      post(channels[0] as ChannelId, 40, '');
      await breakOff(4);
      expect(texts()).toContain('');
      expect(stretches()).toEqual([]);
    });
  },
);

describe('messages that are blank by nature', () => {
  test('are stored as they are where one text is met', async () => {
    post(channels[0] as ChannelId, 43, '');
    post(channels[1] as ChannelId, 1, 'a text');
    expect(await annals.sync()).toMatchObject({ status: 'succeeded', error: null });
    expect(texts().filter((text) => text === '')).toHaveLength(43);
    expect(stretches()).toEqual([]);
  });

  test('stop no run, even if there is nothing else: all are stored, and the run says it', async () => {
    for (const id of channels) post(id, 43, '');
    expect(await annals.sync()).toMatchObject({
      ...{ status: 'partial', counters: { messagesAdded: 86 } },
    });
    post(channels[1] as ChannelId, 1, 'a text');
    expect(await annals.sync()).toMatchObject({ status: 'succeeded', error: null });
    expect(stretches()).toEqual([]);
  });

  test('a few of them raise no doubt', async () => {
    post(channels[0] as ChannelId, 3, '');
    expect(await annals.sync()).toMatchObject({ status: 'succeeded', error: null });
    expect(checks()).toBe(1);
  });

  test('raise none either where the platform says that it shows texts, and the run breaks off', async () => {
    annals.platform.saysOfContent = 'granted';
    for (const id of channels) post(id, 3, '');
    let lists = 0;
    annals.platform.traffic.beforeAnswer = ({ method }) => {
      if (method !== 'listMessages') return;
      lists += 1;
      if (lists === 2) annals.platform.failWith({ method, code: 'rate_limited' });
    };
    expect(await annals.sync()).toMatchObject({ status: 'rate_limited' });
    expect(texts()).toEqual(['', '', '']);
    await annals.clock.advance(100 * HOUR_MS);
    expect(await annals.sync()).toMatchObject({ status: 'succeeded', error: null });
  });
});

test('where nothing is ever withheld, a text that its author took away goes', async () => {
  Reflect.deleteProperty(annals.platform, 'contentGrant');
  post(channels[0] as ChannelId, 1, 'a text');
  await annals.sync();
  const [message] = stored().messages;
  if (message === undefined) throw new Error('Nothing is stored.');
  annals.platform.edit(message.channelId, message.id, '');
  expect(await annals.sync()).toMatchObject({ status: 'succeeded', error: null });
  expect(texts()).toEqual(['']);
});

test('a run that meets a text, or reads nothing, asks nothing about it', async () => {
  for (const id of channels) post(id, 12);
  await annals.sync();
  await annals.clock.advance(100 * HOUR_MS);
  await annals.sync();
  expect(checks()).toBe(0);
});
