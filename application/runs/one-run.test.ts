import { beforeEach, describe, expect, test } from 'bun:test';
import { getEventListeners } from 'node:events';
import type { ChannelId, MessageId } from '@annals/domain';
import { scriptedPerson } from '../fakes/index.ts';
import type { PlatformErrorCode } from '../ports/platform-error.ts';
import { StoreUnavailableError } from '../ports/unit-of-work.ts';
import { executeRuns } from './execute-run.ts';
import { AnnalsOnFakes } from './testing/annals-on-fakes.ts';
import { turns } from './testing/turns.ts';

let annals: AnnalsOnFakes;

beforeEach(() => {
  annals = new AnnalsOnFakes();
});

function post(channelId: ChannelId, count: number): MessageId[] {
  return Array.from({ length: count }, () => annals.platform.post(channelId));
}

function stored(channelId?: ChannelId): string[] {
  return annals.store
    .snapshot(annals.tenant.id)
    .messages.filter((message) => channelId === undefined || message.channelId === channelId)
    .map(({ id }) => id);
}

function progressOf(channelId: ChannelId) {
  return annals.store
    .snapshot(annals.tenant.id)
    .progress.find((progress) => progress.channelId === channelId);
}

function lists(channelId?: ChannelId): number {
  return annals.platform.callCount('listMessages', channelId);
}

/** How many pages were asked for by each such call, with everything done that does not wait for it. */
function listsAt(wanted: string): number[] {
  const asked: number[] = [];
  annals.store.beforeCall = async (call) => {
    if (call !== wanted) return;
    await turns();
    asked.push(lists());
  };
  return asked;
}

describe('a first run', () => {
  test('stores every message once, and says how many', async () => {
    const channelId = annals.platform.addChannel();
    const ids = post(channelId, 23);
    const run = await annals.sync();
    expect(stored()).toEqual(ids);
    expect(run).toMatchObject({
      status: 'succeeded',
      channels: { total: 1, done: 1, skipped: 0, failed: 0 },
      counters: { messagesAdded: 23, requests: annals.platform.calls.length },
    });
    expect(progressOf(channelId)).toMatchObject({
      syncStatus: 'complete',
      lastMessageId: ids.at(-1),
      lastCheckedId: ids.at(-1),
      totalMessagesSynced: 23,
    });
  });

  test('stores the files of messages, and counts them', async () => {
    const filenames = ['map.png', 'plan.png'];
    annals.platform.post(annals.platform.addChannel(), {
      attachments: filenames.map((filename) => ({ filename })),
    });
    const run = await annals.sync();
    expect(run.counters.attachments).toBe(2);
    const { attachments } = annals.store.snapshot(annals.tenant.id);
    expect(attachments.map(({ filename }) => filename).sort()).toEqual(filenames);
  });

  test('begins with a small batch, and doubles it until it is full', async () => {
    annals = new AnnalsOnFakes({ batchSize: 5_000 }, 100);
    const ids = post(annals.platform.addChannel(), 14_000);
    await annals.sync();
    expect(stored()).toEqual(ids);
    const sizes = annals.metrics.batches.map(({ messages }) => messages);
    expect(sizes).toEqual([1_000, 2_000, 4_000, 5_000, 2_000]);
  });

  test('makes small batches of heavy pages', async () => {
    annals = new AnnalsOnFakes({ batchSize: 250 }, 50);
    const { platform } = annals;
    const ids = post(platform.addChannel(), 200);
    const listMessages = platform.listMessages.bind(platform);
    platform.listMessages = async (...asked) => ({
      ...(await listMessages(...asked)),
      bytes: 3 * 1024 * 1024,
    });
    await annals.sync();
    expect(stored()).toEqual(ids);
    expect(annals.metrics.batches.map(({ messages }) => messages)).toEqual([100, 100]);
  });

  test('stores a message that a page lists twice once, as it came last', async () => {
    const { platform } = annals;
    const ids = post(platform.addChannel(), 3);
    const listMessages = platform.listMessages.bind(platform);
    platform.listMessages = async (...asked) => {
      const page = await listMessages(...asked);
      const twice = page.messages.flatMap((one) => [{ ...one, content: 'As it was' }, one]);
      return { ...page, messages: twice };
    };
    const run = await annals.sync();
    expect(run.counters.messagesAdded).toBe(3);
    expect(stored()).toEqual(ids);
    const { messages } = annals.store.snapshot(annals.tenant.id);
    expect(messages.map(({ content }) => content)).not.toContain('As it was');
  });

  test('makes small batches where the platform is slow, and large ones where it is not', async () => {
    annals = new AnnalsOnFakes({ batchSize: 250 }, 50);
    const { platform, clock } = annals;
    const ids = post(platform.addChannel(), 700);
    const listMessages = platform.listMessages.bind(platform);
    let pages = 0;
    platform.listMessages = async (...asked) => {
      pages += 1;
      if (pages <= 6) await clock.advance(1_000);
      return await listMessages(...asked);
    };
    await annals.sync();
    expect(stored()).toEqual(ids);
    // A page is worked on when the one behind it has come: the first one has waited for two already.
    const sizes = annals.metrics.batches.map(({ messages }) => messages);
    expect(sizes).toEqual([50, 100, 100, 200, 200, 50]);
  });

  test('counts the time since the last batch, whatever was looked for in between', async () => {
    annals = new AnnalsOnFakes({ batchSize: 1_000 }, 50);
    const { platform, clock } = annals;
    const ids = post(platform.addChannel(), 600);
    const listMessages = platform.listMessages.bind(platform);
    clock.autoAdvance = false;
    platform.listMessages = async (...asked) => {
      await clock.sleep(700);
      return await listMessages(...asked);
    };
    const run = annals.sync();
    // Between pages it is looked, every two seconds, whether channels have ended.
    for (let pages = 0; pages < 15; pages += 1) await clock.advance(700);
    await run;
    expect(stored()).toEqual(ids);
    const sizes = annals.metrics.batches.map(({ messages }) => messages);
    expect(sizes).toEqual([150, 150, 150, 150]);
  });

  test('asks for no page behind a heavy one before that is worked on', async () => {
    annals = new AnnalsOnFakes({ batchSize: 1_000 }, 50);
    const { platform } = annals;
    post(platform.addChannel(), 300);
    const listMessages = platform.listMessages.bind(platform);
    platform.listMessages = async (...asked) => ({
      ...(await listMessages(...asked)),
      bytes: 1024 * 1024,
    });
    const asked = listsAt('progress.advance');
    await annals.sync();
    // Four of them are a batch, and no page is on its way behind it.
    expect(asked).toEqual([4, 6]);
  });

  test('asks for the next channel while the end of one is written', async () => {
    const [first, second] = [annals.platform.addChannel(), annals.platform.addChannel()];
    const ids = [...post(first, 3), ...post(second, 3)];
    const asked = { first: false, second: Promise.withResolvers<void>() };
    const { platform, store } = annals;
    const listMessages = platform.listMessages.bind(platform);
    platform.listMessages = async (channelId, ...rest) => {
      if (channelId === first) asked.first = true;
      if (channelId === second) asked.second.resolve();
      return await listMessages(channelId, ...rest);
    };
    const transaction = store.transaction.bind(store);
    store.transaction = async (work) => {
      if (asked.first) await asked.second.promise;
      return await transaction(work);
    };
    await annals.sync();
    expect(stored()).toEqual(ids);
  });

  test('gathers pages to batches: a transaction each, and never more than a batch', async () => {
    annals = new AnnalsOnFakes({ batchSize: 250 }, 100);
    post(annals.platform.addChannel(), 550);
    const written: string[] = [];
    annals.store.beforeCall = async (call) => {
      if (call === 'messages.insert' || call === 'runLeases.heartbeat') written.push(call);
    };
    await annals.sync();
    // Two pages, two pages, two pages: a third one could make a batch too large.
    expect(written.filter((call) => call === 'messages.insert')).toHaveLength(3);
    expect(written.at(-1)).toBe('runLeases.heartbeat');
    expect(stored()).toHaveLength(550);
  });

  test('asks for no more at once than a batch holds', async () => {
    annals = new AnnalsOnFakes({ batchSize: 30 }, 100);
    const ids = post(annals.platform.addChannel(), 100);
    await annals.sync();
    expect(annals.metrics.batches.map(({ messages }) => messages)).toEqual([30, 30, 30, 10]);
    expect(stored()).toEqual(ids);
  });

  test('fetches the next page while a batch is being written', async () => {
    annals = new AnnalsOnFakes({ batchSize: 250 }, 100);
    post(annals.platform.addChannel(), 350);
    const asked = listsAt('progress.advance');
    await annals.sync();
    // The first batch is of two pages: the third came meanwhile, and the fourth is on its way.
    expect(asked[0]).toBe(4);
  });

  test('gathers one batch while another is being written, and no more', async () => {
    annals = new AnnalsOnFakes({ batchSize: 200 }, 100);
    post(annals.platform.addChannel(), 1_050);
    const asked = listsAt('progress.advance');
    await annals.sync();
    // The two pages of the batch, the two of the next one, and the page on its way behind them.
    expect(asked).toEqual([5, 7, 9, 11, 11, 11]);
    expect(stored()).toHaveLength(1_050);
  });

  test('hands a batch over before it works on the next page', async () => {
    annals = new AnnalsOnFakes({ batchSize: 200 }, 100);
    post(annals.platform.addChannel(), 550);
    const asked = listsAt('messages.insert');
    await annals.sync();
    // The two pages of the batch, and the page on its way behind them.
    expect(asked).toEqual([3, 5, 6]);
    expect(stored()).toHaveLength(550);
  });

  test('stores one batch behind the other', async () => {
    const ids = post(annals.platform.addChannel(), 43);
    const { store } = annals;
    const transaction = store.transaction.bind(store);
    let [underWay, most] = [0, 0];
    store.transaction = async (work) => {
      underWay += 1;
      most = Math.max(most, underWay);
      await turns();
      try {
        return await transaction(work);
      } finally {
        underWay -= 1;
      }
    };
    await annals.sync();
    expect(most).toBe(1);
    expect(stored()).toEqual(ids);
  });

  test('tells of a batch when it is stored, and not before', async () => {
    const { store, clock, platform } = annals;
    const channelId = platform.addChannel();
    post(channelId, 10);
    await clock.advance(60_000);
    post(channelId, 10);
    const run = await annals.register();
    const transaction = store.transaction.bind(store);
    let told: number | null = null;
    store.transaction = async (work) => {
      // The first batch has begun, and a heartbeat comes before its rows.
      if (lists() > 0 && told === null) {
        told = -1;
        await clock.advance(2_000);
        told = (await annals.reload(run)).percent;
      }
      return await transaction(work);
    };
    expect(await annals.deliver(run)).toMatchObject({ status: 'succeeded' });
    expect(told as number | null).toBe(0);
  });

  test('reads threads of public channels, open and archived, and of no other', async () => {
    const open = annals.platform.addChannel();
    const hidden = annals.platform.addChannel({ hidden: true });
    const threads = [annals.platform.addThread(open), annals.platform.addThread(open)];
    const secret = annals.platform.addThread(hidden);
    for (const id of [...threads, secret]) post(id, 2);
    for (const id of [threads[1]]) if (id !== undefined) annals.platform.archiveThread(id);
    await annals.sync();
    for (const id of threads) expect(stored(id)).toHaveLength(2);
    expect(stored(secret)).toEqual([]);
  });

  test('fills batches with messages that cannot be read, too, and tells of them whatever comes behind', async () => {
    const { platform, store } = annals;
    const channelId = platform.addChannel();
    for (let count = 0; count < 20; count += 1) {
      platform.post(channelId, { unreadable: 'It has no author.' });
    }
    platform.traffic.beforeAnswer = ({ method }) => {
      if (lists() === 4) platform.failWith({ method, channelId, code: 'gone' });
    };
    await annals.sync();
    const { errors } = store.snapshot(annals.tenant.id);
    expect(errors.filter(({ code }) => code === 'unreadable_message')).toHaveLength(15);
    expect(annals.metrics.batches).toHaveLength(3);
  });

  test('keeps what is around a message that cannot be read, and says which one it was', async () => {
    const channelId = annals.platform.addChannel();
    const before = annals.platform.post(channelId);
    const broken = annals.platform.post(channelId, { unreadable: 'It has no author.' });
    const after = annals.platform.post(channelId);
    const run = await annals.deliver(await annals.register(), { attempt: 3 });
    expect(stored()).toEqual([before, after]);
    expect(run.status).toBe('partial');
    expect(annals.store.snapshot(annals.tenant.id).errors).toMatchObject([
      { code: 'unreadable_message', channelId, messageId: broken, attempt: 3 },
    ]);
  });
});

describe('a second run', () => {
  test('asks no quiet channel for messages, also when its newest message was deleted', async () => {
    const quiet = annals.platform.addChannel();
    const [, last] = post(quiet, 2);
    const empty = annals.platform.addChannel();
    await annals.sync();
    if (last !== undefined) annals.platform.deleteMessage(quiet, last);
    const before = lists();
    const run = await annals.sync();
    expect(lists()).toBe(before);
    expect(run).toMatchObject({ status: 'succeeded', channels: { total: 2, skipped: 2 } });
    expect(progressOf(empty)?.syncStatus).toBe('complete');
  });

  test('asks once too often, and not for ever, when the newest message is deleted unread', async () => {
    const channelId = annals.platform.addChannel();
    post(channelId, 3);
    await annals.sync();
    const [gone] = post(channelId, 1);
    if (gone !== undefined) annals.platform.deleteMessage(channelId, gone);
    await annals.sync();
    const before = lists();
    await annals.sync();
    expect(lists()).toBe(before);
  });

  test('adds what is new, and rewrites no row that did not change', async () => {
    const channelId = annals.platform.addChannel();
    post(channelId, 7);
    await annals.sync();
    const versions = annals.store.rowVersions().filter((row) => row.startsWith('messages'));
    const news = post(channelId, 4);
    const run = await annals.sync();
    expect(run.counters).toMatchObject({ messagesAdded: 4, messagesUpdated: 0 });
    expect(stored().slice(-4)).toEqual(news);
    expect(annals.store.rowVersions()).toEqual(expect.arrayContaining(versions));
  });

  test('looks for what is stored up to the checkpoint, and only inserts behind it', async () => {
    const channelId = annals.platform.addChannel();
    post(channelId, 7);
    await annals.sync();
    await annals.clock.advance(60_000);
    post(channelId, 30);
    const written: string[] = [];
    annals.store.beforeCall = async (call) => {
      if (call === 'messages.insert' || call === 'messages.upsert') written.push(call);
    };
    await annals.sync();
    // Pages of five: the second of them ends behind the checkpoint.
    const inserts = Array.from({ length: 6 }, () => 'messages.insert');
    expect(written).toEqual(['messages.upsert', 'messages.upsert', ...inserts]);
    expect(stored()).toHaveLength(37);
  });

  test('tells the metrics of a batch how much it added or changed, and how long that took', async () => {
    annals = new AnnalsOnFakes({ lookBackMs: 86_400_000, batchSize: 100 }, 100);
    const { platform, clock, store, metrics } = annals;
    const channelId = platform.addChannel();
    const at = clock.now();
    const [first] = [platform.post(channelId, { at }), platform.post(channelId, { at })];
    await annals.sync();
    platform.edit(channelId, first, 'better');
    for (let count = 0; count < 3; count += 1) platform.post(channelId, { at });
    store.beforeCall = async (call) => {
      if (call === 'progress.advance') await clock.advance(250);
    };
    await annals.sync();
    expect(metrics.batches).toEqual([
      { messages: 2, durationMs: 0 },
      { messages: 4, durationMs: 250 },
    ]);
  });

  test('tells of channels without news while it still looks for others', async () => {
    for (let count = 0; count < 3; count += 1) annals.platform.addChannel();
    await annals.sync();
    const run = await annals.trigger();
    const told: number[] = [];
    annals.platform.traffic.beforeAnswer = async ({ method }) => {
      if (method !== 'listArchivedThreads') return;
      await turns();
      await annals.clock.advance(2_000);
      told.push((await annals.reload(run)).channels.skipped);
    };
    await annals.deliver(run);
    expect(told).toEqual([3, 3, 3]);
  });

  test('marks a channel that is hidden, keeps its rows, and goes on when it is shown', async () => {
    const channelId = annals.platform.addChannel();
    post(channelId, 3);
    annals.platform.addChannel();
    await annals.sync();
    annals.platform.hideChannel(channelId);
    await annals.sync();
    const removedAt = () =>
      annals.store.snapshot(annals.tenant.id).channels.find(({ id }) => id === channelId)
        ?.removedAt;
    expect(removedAt()).not.toBeNull();
    expect(stored(channelId)).toHaveLength(3);
    annals.platform.showChannel(channelId);
    post(channelId, 2);
    const run = await annals.sync();
    expect(removedAt()).toBeNull();
    expect(run.counters.messagesAdded).toBe(2);
  });
});

describe('what a failing call means', () => {
  test('forbidden, gone and unavailable for ever end one channel each; all are named', async () => {
    const names = ['forbidden', 'gone', 'unavailable'] as const;
    const ids: ChannelId[] = [];
    for (const code of names) {
      const channelId = annals.platform.addChannel({ name: `the-${code}` });
      post(channelId, 2);
      const times = Number.POSITIVE_INFINITY;
      annals.platform.failWith({ method: 'listMessages', channelId, code, times });
      ids.push(channelId);
    }
    const fine = annals.platform.addChannel();
    post(fine, 12);
    const run = await annals.sync();
    expect(run).toMatchObject({ status: 'partial', channels: { total: 4, done: 1, failed: 3 } });
    for (const code of names) expect(run.error?.message).toContain(`#the-${code} (${code})`);
    expect(ids.map((id) => progressOf(id)?.syncStatus)).toEqual(['forbidden', 'gone', 'failed']);
    expect(ids.map((id) => progressOf(id)?.lastError)).toEqual(
      names.map((code) => `The script says ${code} to listMessages.`),
    );
    expect(stored(fine)).toHaveLength(12);
  });

  test.each([
    [10, ' (gone).'],
    [12, ', and 2 more.'],
  ])('so they are when they are %p: ten by their names, and how many more', async (many, end) => {
    for (let count = 0; count < many; count += 1) {
      const channelId = annals.platform.addChannel({ name: `c${count}` });
      post(channelId, 1);
      annals.platform.failWith({ method: 'listMessages', channelId, code: 'gone' });
    }
    const { error } = await annals.sync();
    expect(error?.message.match(/#c\d+ \(gone\)/g)).toHaveLength(10);
    expect(error?.message).toStartWith(`${many} of its channels could not be read: `);
    expect(error?.message).toEndWith(end);
  });

  test('unavailable is asked again after 1, 2 and 4 seconds, and may then be fine', async () => {
    const channelId = annals.platform.addChannel();
    post(channelId, 2);
    annals.platform.failWith({ method: 'listMessages', channelId, code: 'unavailable', times: 3 });
    const before = annals.clock.now().getTime();
    const run = await annals.sync();
    expect(run.status).toBe('succeeded');
    expect(annals.clock.now().getTime() - before).toBe(7_000);
  });

  test.each<[PlatformErrorCode, string, string]>([
    ['rate_limited', 'rate_limited', ' The next run goes on where this one stopped.'],
    ['unauthorized', 'failed', ''],
  ])('%s ends the run at once as %s; what was read is kept', async (code, status, sentence) => {
    const first = annals.platform.addChannel();
    post(first, 12);
    const second = annals.platform.addChannel();
    post(second, 2);
    annals.platform.failWith({ method: 'listMessages', channelId: second, code });
    const run = await annals.sync();
    const message = `The script says ${code} to listMessages.${sentence}`;
    expect(run).toMatchObject({ status, error: { code, message } });
    expect(stored(first)).toHaveLength(12);
    expect(lists(second)).toBe(1);
    const next = await annals.sync();
    expect(next).toMatchObject({ status: 'succeeded', counters: { messagesAdded: 2 } });
  });

  test('what ends the run stops every reader of channels, and what they have read is stored', async () => {
    annals = new AnnalsOnFakes({ channelConcurrency: 2, batchSize: 1_000 });
    const [long, limited] = [annals.platform.addChannel(), annals.platform.addChannel()];
    post(long, 200);
    post(limited, 1);
    const asked = { method: 'listMessages', channelId: limited } as const;
    annals.platform.failWith({ ...asked, code: 'rate_limited' });
    annals.platform.traffic.beforeAnswer = async ({ method, channelId }) => {
      while (method === asked.method && channelId === limited && lists(long) < 4) await turns(1);
    };
    expect((await annals.sync()).status).toBe('rate_limited');
    expect(lists(long)).toBeLessThan(20);
    expect(stored(long).length).toBeGreaterThan(0);
  });

  test('a run that failed is a warning in the log, with why; one that goes on by itself is none', async () => {
    for (const code of ['unauthorized', 'rate_limited'] as const) {
      annals.platform.failWith({ method: 'listChannels', code });
      await annals.sync();
    }
    await annals.sync();
    const ends = annals.logger.events.filter(({ event }) => event === 'run.finished');
    expect(ends.map(({ level, fields }) => [level, fields.code])).toEqual([
      ['warn', 'unauthorized'],
      ['info', 'rate_limited'],
      ['info', null],
    ]);
  });

  test('a community that cannot be reached fails the run, and deletes nothing', async () => {
    const channelId = annals.platform.addChannel();
    post(channelId, 2);
    await annals.sync();
    annals.platform.failWith({ method: 'listChannels', code: 'forbidden' });
    const run = await annals.sync();
    expect(run).toMatchObject({ status: 'failed', error: { code: 'bot_removed' } });
    expect(run.error?.message).toContain('The script says forbidden to listChannels.');
    // An id cannot be changed.
    expect(run.error?.message).toContain('remove the tenant and add it with the right one.');
    expect(stored()).toHaveLength(2);
  });

  test('a failing discovery is for the queue to repeat, and fails the run at the last try', async () => {
    annals.platform.addChannel();
    const times = Number.POSITIVE_INFINITY;
    annals.platform.failWith({ method: 'listChannels', code: 'unavailable', times });
    const run = await annals.register();
    await expect(annals.deliver(run)).rejects.toMatchObject({ code: 'unavailable' });
    expect((await annals.reload(run)).status).toBe('queued');
    const last = await annals.deliver(run, { attempt: 4, isLastAttempt: true });
    expect(last).toMatchObject({ status: 'failed', error: { code: 'unavailable' } });
    // What the platform said has no place in the code.
    const { id: runId, tenantId } = run;
    const logged = { runId, tenantId, code: 'unavailable' };
    expect(annals.logger.fieldsOf('run.attempt_failed')).toEqual([
      { ...logged, attempt: 1 },
      { ...logged, attempt: 4 },
    ]);
  });

  test('a run that the store fails says why in its words: a full disk is no database that is away', async () => {
    post(annals.platform.addChannel(), 1);
    annals.store.beforeCall = async (call) => {
      if (call === 'messages.insert') throw new StoreUnavailableError('The disk is full.');
    };
    const run = await annals.register();
    const last = await annals.deliver(run, { attempt: 4, isLastAttempt: true });
    expect(last.error).toEqual({ code: 'store_unavailable', message: 'The disk is full.' });
  });

  test('an error that nobody foresaw is logged with its place, and nothing of its message', async () => {
    post(annals.platform.addChannel(), 1);
    annals.store.beforeCall = async (call) => {
      if (call === 'messages.insert') throw new TypeError('what somebody wrote');
    };
    const run = await annals.register();
    const last = await annals.deliver(run, { attempt: 4, isLastAttempt: true });
    expect(last.error?.code).toBe('internal_error');
    const [logged] = annals.logger.fieldsOf('run.attempt_failed');
    expect(logged).toMatchObject({ code: 'internal_error', error: 'TypeError' });
    expect(logged?.stack).toContain('one-run.test.ts');
    expect(JSON.stringify(annals.logger.events)).not.toContain('somebody');
  });

  test('an empty page is not believed while the platform names a message that was not read', async () => {
    const channelId = annals.platform.addChannel();
    const ids = post(channelId, 3);
    const listMessages = annals.platform.listMessages.bind(annals.platform);
    let lies = 2;
    annals.platform.listMessages = async (...asked) => {
      const page = await listMessages(...asked);
      lies -= 1;
      return lies >= 0 ? { messages: [], unreadable: [], lastId: null, content: 'unsaid' } : page;
    };
    const run = await annals.sync();
    expect(run.status).toBe('partial');
    await annals.sync();
    expect(stored()).toEqual(ids);
  });

  test('what looks like the end of a channel and is none lets no channel behind it be passed over', async () => {
    const { platform } = annals;
    const ids = [platform.addChannel(), platform.addChannel(), platform.addChannel()];
    for (const id of ids) post(id, 3);
    const listMessages = platform.listMessages.bind(platform);
    let hasLied = false;
    platform.listMessages = async (...asked) => {
      const page = await listMessages(...asked);
      if (hasLied) return page;
      hasLied = true;
      return { messages: [], unreadable: [], lastId: null, content: 'unsaid' };
    };
    const run = await annals.sync();
    expect(run).toMatchObject({ status: 'succeeded', channels: { total: 3, done: 3 } });
    expect(stored()).toHaveLength(9);
  });
});

describe('a run that is interrupted', () => {
  test('goes on at its checkpoint: two batches at most are read again, nothing is stored twice', async () => {
    const channelId = annals.platform.addChannel();
    const ids = post(channelId, 43);
    const run = await annals.register();
    let batches = 0;
    annals.store.beforeCall = async (call) => {
      if (call !== 'messages.insert') return;
      batches += 1;
      if (batches === 3) throw new Error('The process is killed.');
    };
    await expect(annals.deliver(run)).rejects.toThrow('killed');
    const readBefore = lists();
    expect(stored()).toHaveLength(10);
    annals.store.beforeCall = async () => {};
    const ended = await annals.deliver(run, { attempt: 2 });
    expect(ended).toMatchObject({ status: 'succeeded', counters: { messagesAdded: 43 } });
    expect(stored()).toEqual(ids);
    // Nine pages; the batch in work, here a page, the one gathered behind it and the page on its way
    // were asked for twice, and so were the two of the ten seconds before the checkpoint.
    expect(readBefore).toBe(5);
    expect(lists()).toBe(9 + 3 + 2);
  });

  test('by a store that is away now and then fails only once an attempt has not gone on', async () => {
    const ids = post(annals.platform.addChannel(), 43);
    const run = await annals.register();
    const deliverUntilBatch = async (nth: number) => {
      let batches = 0;
      annals.store.beforeCall = async (call) => {
        if (call !== 'progress.advance') return;
        batches += 1;
        if (batches === nth) throw new StoreUnavailableError('It is gone.');
      };
      return await annals.deliver(run, { attempt: 4, isLastAttempt: true });
    };
    for (const _ of [1, 2, 3]) expect((await deliverUntilBatch(2)).status).toBe('queued');
    expect(annals.outcomes).toEqual(['hand_back', 'hand_back', 'hand_back']);
    const failed = await deliverUntilBatch(1);
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'store_unavailable' } });
    annals.store.beforeCall = async () => {};
    expect((await annals.sync()).status).toBe('succeeded');
    expect(stored()).toEqual(ids);
  });

  test('by a stop hands itself back, and the next worker goes on', async () => {
    const channelId = annals.platform.addChannel();
    const ids = post(channelId, 43);
    const run = await annals.register();
    const stopping = new AbortController();
    annals.platform.traffic.beforeAnswer = () => {
      if (lists() === 4) stopping.abort();
    };
    const handedBack = await annals.deliver(run, { stopping: stopping.signal });
    expect(handedBack.status).toBe('queued');
    expect(annals.outcomes).toEqual(['hand_back']);
    expect(stored().length).toBeGreaterThan(0);
    annals.platform.traffic.beforeAnswer = null;
    expect((await annals.deliver(run)).status).toBe('succeeded');
    expect(stored()).toEqual(ids);
  });

  test('by a stop that came before it asks for nothing', async () => {
    const run = await annals.register();
    const handedBack = await annals.deliver(run, { stopping: AbortSignal.abort() });
    expect(handedBack.status).toBe('queued');
    expect(annals.platform.callCount()).toBe(0);
  });

  test('by a stop while it looks for channels has counted its requests, and hears of a cancel', async () => {
    const run = await annals.register();
    const stopAt = async (meanwhile: () => Promise<unknown>) => {
      const stopping = new AbortController();
      annals.platform.traffic.beforeAnswer = async () => {
        await meanwhile();
        stopping.abort();
      };
      return await annals.deliver(run, { stopping: stopping.signal });
    };
    const handedBack = await stopAt(async () => {});
    expect(handedBack).toMatchObject({ status: 'queued', counters: { requests: 1 } });
    const { runs } = annals.store.repositories;
    const cancelled = await stopAt(() => runs.requestCancel(run.tenantId, annals.clock.now()));
    expect(cancelled).toMatchObject({ status: 'cancelled', counters: { requests: 2 } });
  });

  test('by a stop and a cancel at once ends cancelled, and waits for no worker', async () => {
    const channelId = annals.platform.addChannel();
    post(channelId, 43);
    const run = await annals.register();
    const stopping = new AbortController();
    annals.platform.traffic.beforeAnswer = async () => {
      if (lists() !== 4) return;
      await annals.store.repositories.runs.requestCancel(annals.tenant.id, annals.clock.now());
      stopping.abort();
    };
    const ended = await annals.deliver(run, { stopping: stopping.signal });
    expect(ended).toMatchObject({ status: 'cancelled', error: { code: 'cancelled' } });
  });

  test('goes on where it was, too, in telling how far it is', async () => {
    for (let count = 0; count < 8; count += 1) post(annals.platform.addChannel(), 10);
    const run = await annals.register();
    const stopping = new AbortController();
    const told: number[] = [];
    const percent = async () => (await annals.reload(run)).percent;
    annals.platform.traffic.beforeAnswer = async ({ method }) => {
      if (method === 'listMessages') told.push(await percent());
      if (told.length === 12) stopping.abort();
    };
    await annals.deliver(run, { stopping: stopping.signal });
    const before = await percent();
    expect(before).toBeGreaterThan(50);
    told.length = 0;
    await annals.deliver(run);
    // Each channel that is read brings it further, and not the last of them alone.
    const after = told.slice(told.length / 2);
    expect(Math.min(...told)).toBe(before);
    expect(Math.min(...after)).toBeGreaterThan(before);
    expect(await percent()).toBe(100);
  });

  test('tells of the channels that were done until it knows what is left', async () => {
    for (let count = 0; count < 8; count += 1) post(annals.platform.addChannel(), 10);
    const run = await annals.register();
    const stopping = new AbortController();
    annals.platform.traffic.beforeAnswer = () => {
      if (lists() === 12) stopping.abort();
    };
    const { channels } = await annals.deliver(run, { stopping: stopping.signal });
    expect(channels.done).toBeGreaterThan(0);
    const told: (typeof channels)[] = [];
    annals.platform.traffic.beforeAnswer = async ({ method }) => {
      await turns();
      if (method !== 'listMessages') told.push((await annals.reload(run)).channels);
    };
    const ended = await annals.deliver(run);
    expect(ended).toMatchObject({ status: 'succeeded', channels: { total: 8 } });
    expect(ended.channels.done + ended.channels.skipped).toBe(8);
    expect(told.length).toBeGreaterThan(2);
    expect(told).toEqual(told.map(() => channels));
  });

  test('does not forget what a worker before could not read', async () => {
    const channelId = annals.platform.addChannel();
    annals.platform.post(channelId, { unreadable: 'It has no author.' });
    post(channelId, 43);
    const run = await annals.register();
    const stopping = new AbortController();
    annals.platform.traffic.beforeAnswer = () => {
      if (lists() === 7) stopping.abort();
    };
    expect(await annals.deliver(run, { stopping: stopping.signal })).toMatchObject({
      status: 'queued',
    });
    annals.platform.traffic.beforeAnswer = null;
    const ended = await annals.deliver(run);
    expect(ended).toMatchObject({ status: 'partial', error: { code: 'partial' } });
    expect(ended.error?.message).toStartWith('1 problem was noted');
  });

  test('has no problem with a channel that failed before and is read by now', async () => {
    const [first, second] = [annals.platform.addChannel(), annals.platform.addChannel()];
    post(first, 3);
    post(second, 43);
    const run = await annals.register();
    const stopping = new AbortController();
    const asked = { method: 'listMessages', channelId: first } as const;
    annals.platform.failWith({ ...asked, code: 'unavailable', times: 4 });
    annals.platform.traffic.beforeAnswer = () => {
      if (lists(second) === 3) stopping.abort();
    };
    const handedBack = await annals.deliver(run, { stopping: stopping.signal });
    expect(handedBack).toMatchObject({ status: 'queued', channels: { failed: 1 } });
    annals.platform.traffic.beforeAnswer = null;
    expect(await annals.deliver(run)).toMatchObject({ status: 'succeeded', error: null });
  });

  test('forgets no request of those that were made before, nor does its last line in the log', async () => {
    post(annals.platform.addChannel(), 43);
    const run = await annals.register();
    annals.platform.failWith({ method: 'listChannels', code: 'unavailable', times: 4 });
    await expect(annals.deliver(run)).rejects.toThrow();
    annals.store.beforeCall = async (call) => {
      if (call === 'messages.insert') throw new Error('The database refuses the batch.');
    };
    await expect(annals.deliver(run, { attempt: 2 })).rejects.toThrow();
    annals.store.beforeCall = async () => {};
    const stopping = new AbortController();
    annals.platform.traffic.beforeAnswer = () => {
      if (lists() === 6) stopping.abort();
    };
    const stopped = await annals.deliver(run, { attempt: 3, stopping: stopping.signal });
    expect(stopped.status).toBe('queued');
    const ended = await annals.deliver(run, { attempt: 4 });
    expect(ended).toMatchObject({ status: 'succeeded', percent: 100 });
    expect(ended.counters.requests).toBe(annals.platform.traffic.calls.length);
    const { messagesAdded: messages, requests } = ended.counters;
    expect(annals.logger.fieldsOf('run.finished')).toEqual([
      expect.objectContaining({ status: 'succeeded', code: null, messages, requests }),
    ]);
  });

  test('for want of a token leaves nothing behind in its worker', async () => {
    const run = await annals.register();
    const stopping = new AbortController();
    await executeRuns({
      ...{ unitOfWork: annals.store, clock: annals.clock, logger: annals.logger },
      ...{ metrics: annals.metrics, hasher: annals.hasher },
      platforms: { adapterOf: () => null, missingSetting: () => null },
      settings: { batchSize: 10, channelConcurrency: 1, lookBackMs: 0, readReactionUsers: false },
    })({
      job: { runId: run.id, tenantId: run.tenantId },
      ...{ attempt: 1, isLastAttempt: false, stopping: stopping.signal },
    });
    expect(getEventListeners(stopping.signal, 'abort')).toEqual([]);
  });

  test('by a cancel ends cancelled, with a checkpoint that the next run goes on from', async () => {
    const channelId = annals.platform.addChannel();
    const ids = post(channelId, 43);
    const run = await annals.register();
    annals.platform.traffic.beforeAnswer = async () => {
      if (lists() !== 4) return;
      await annals.store.repositories.runs.requestCancel(annals.tenant.id, annals.clock.now());
    };
    const cancelled = await annals.deliver(run);
    expect(cancelled).toMatchObject({ status: 'cancelled', error: { code: 'cancelled' } });
    annals.platform.traffic.beforeAnswer = null;
    const next = await annals.sync();
    expect(next.status).toBe('succeeded');
    expect(stored()).toEqual(ids);
    expect(cancelled.counters.messagesAdded + next.counters.messagesAdded).toBe(43);
  });

  test('by a store that has forgotten a batch stores nothing behind the gap', async () => {
    const { platform, store, clock } = annals;
    const ids = post(platform.addChannel(), 43);
    const run = await annals.register();
    platform.traffic.beforeAnswer = () => clock.advance(1_000);
    const transaction = store.transaction.bind(store);
    let batches = 0;
    store.beforeCall = async (call) => {
      if (call === 'progress.advance') batches += 1;
    };
    const forget = new Error('This one is not on the disk.');
    store.transaction = async (work) => {
      const answer = Promise.withResolvers<Awaited<ReturnType<typeof work>>>();
      const before = batches;
      const done = transaction(async (repositories) => {
        answer.resolve(await work(repositories));
        if (before === 1 && batches === 2) throw forget;
        return await answer.promise;
      });
      return await done.catch((error) => {
        if (error !== forget) throw error;
        return answer.promise;
      });
    };
    expect(await annals.deliver(run)).toMatchObject({ status: 'running' });
    expect(annals.logger.events).toContainEqual(expect.objectContaining({ event: 'run.lost' }));
    expect(await annals.deliver(run)).toMatchObject({ status: 'succeeded' });
    expect(stored()).toEqual(ids);
  });

  test('by another worker writes nothing more', async () => {
    const channelId = annals.platform.addChannel();
    post(channelId, 43);
    const run = await annals.register();
    annals.platform.traffic.beforeAnswer = async () => {
      if (lists() !== 4) return;
      await annals.store.repositories.runLeases.claim(run.id, annals.clock.now());
    };
    await annals.deliver(run);
    const left = stored();
    expect(left.length).toBeLessThan(43);
    expect((await annals.reload(run)).status).toBe('running');
    annals.platform.traffic.beforeAnswer = null;
    expect((await annals.deliver(run)).status).toBe('succeeded');
    expect(stored()).toHaveLength(43);
  });
});

describe('who reacted', () => {
  const people = Array.from({ length: 25 }, (_, index) => scriptedPerson(index));

  test('is asked for after all messages, normal and burst, and stored as hashes', async () => {
    const channelId = annals.platform.addChannel();
    const [messageId] = post(channelId, 3);
    if (messageId === undefined) throw new Error('Three messages were posted.');
    for (const person of people) annals.platform.react(channelId, messageId, '👍', person);
    annals.platform.react(channelId, messageId, '👍', scriptedPerson(99), 'burst');
    await annals.sync();
    const methods = annals.platform.calls.map(({ method }) => method);
    expect(methods.lastIndexOf('listMessages')).toBeLessThan(methods.indexOf('listReactionUsers'));
    const { reactions } = annals.store.snapshot(annals.tenant.id);
    expect(reactions.map(({ userHash }) => userHash).sort()).toEqual(
      [...people, scriptedPerson(99)].map((person) => annals.hasher.hash(person)).sort(),
    );
  });

  test('is asked again only where counts changed, and what a run did not reach stays to do', async () => {
    const channelId = annals.platform.addChannel();
    const ids = post(channelId, 3);
    for (const id of ids) annals.platform.react(channelId, id, '👍', scriptedPerson(1));
    annals.platform.failWith({ method: 'listReactionUsers', code: 'rate_limited' });
    expect((await annals.sync()).status).toBe('rate_limited');
    await annals.sync();
    expect(annals.store.snapshot(annals.tenant.id).reactions).toHaveLength(3);
    const before = annals.platform.callCount('listReactionUsers');
    await annals.sync();
    expect(annals.platform.callCount('listReactionUsers')).toBe(before);
  });

  test('is unknown where the platform will not say: the emoji keeps its count and is marked', async () => {
    const channelId = annals.platform.addChannel();
    const [messageId] = post(channelId, 1);
    if (messageId === undefined) throw new Error('A message was posted.');
    annals.platform.react(channelId, messageId, '👍', scriptedPerson(1));
    annals.platform.failWith({ method: 'listReactionUsers', code: 'unsupported' });
    expect((await annals.sync()).status).toBe('succeeded');
    expect(annals.store.snapshot(annals.tenant.id)).toMatchObject({
      messages: [{ unlistedEmoji: ['👍'], reactionCounts: [{ normal: 1 }] }],
      reactions: [],
    });
    annals.platform.react(channelId, messageId, '👍', scriptedPerson(2));
    annals.platform.edit(channelId, messageId, 'seen again');
    await annals.sync('full');
    expect(annals.store.snapshot(annals.tenant.id)).toMatchObject({
      messages: [{ unlistedEmoji: [] }],
      reactions: [{}, {}],
    });
  });

  test('is asked again, while the message is young, when an emoji that is counted was not there', async () => {
    annals = new AnnalsOnFakes({ lookBackMs: 60_000 });
    const channelId = annals.platform.addChannel();
    const messageId = annals.platform.post(channelId, { at: annals.clock.now() });
    annals.platform.react(channelId, messageId, '👍', scriptedPerson(1));
    annals.platform.failWith({ method: 'listReactionUsers', code: 'gone' });
    for (const reactions of [0, 1]) {
      expect(await annals.sync()).toMatchObject({ status: 'succeeded' });
      const stored = annals.store.snapshot(annals.tenant.id);
      expect(stored.reactions).toHaveLength(reactions);
      expect(stored.channels).toMatchObject([{ id: channelId, removedAt: null }]);
    }
  });

  test('nobody is believed only when it is said twice', async () => {
    const channelId = annals.platform.addChannel();
    const [messageId] = post(channelId, 1);
    if (messageId === undefined) throw new Error('A message was posted.');
    annals.platform.react(channelId, messageId, '👍', scriptedPerson(1));
    const { reactionUsers } = annals.platform;
    if (reactionUsers === undefined) throw new Error('The platform tells who reacted.');
    const ask = reactionUsers.listReactionUsers.bind(reactionUsers);
    let asked = 0;
    reactionUsers.listReactionUsers = async (...request) => {
      asked += 1;
      return asked === 1 ? { userIds: [], nextPage: null } : await ask(...request);
    };
    await annals.sync();
    expect(annals.store.snapshot(annals.tenant.id).reactions).toHaveLength(1);
  });
});

test('a run whose platform takes its time is alive all the while, and says what it reads', async () => {
  const channelId = annals.platform.addChannel({ name: 'slow' });
  post(channelId, 23);
  const run = await annals.register();
  const silentMs: number[] = [];
  const names = new Set<string | null>();
  annals.platform.traffic.beforeAnswer = async ({ method }) => {
    for (let second = 0; second < 10; second += 1) {
      await annals.clock.advance(1_000);
      const { heartbeatAt, currentChannel } = await annals.reload(run);
      silentMs.push(annals.clock.now().getTime() - (heartbeatAt?.getTime() ?? 0));
      if (method === 'listMessages' && second > 2) names.add(currentChannel);
    }
  };
  await annals.deliver(run);
  expect(Math.max(...silentMs)).toBeLessThanOrEqual(2_000);
  expect([...names]).toEqual(['slow']);
});

test('what a run waited for limits is told in whole milliseconds', async () => {
  const { platform } = annals;
  const listChannels = platform.listChannels.bind(platform);
  platform.listChannels = (communityId, call) => {
    call.meter.rateLimitWaited(1_200.4);
    return listChannels(communityId, call);
  };
  expect((await annals.sync()).counters.rateLimitWaitMs).toBe(1_200);
});

test('nobody is asked who reacted where that is switched off', async () => {
  annals = new AnnalsOnFakes({ readReactionUsers: false });
  const channelId = annals.platform.addChannel();
  const [messageId] = post(channelId, 1);
  if (messageId === undefined) throw new Error('A message was posted.');
  annals.platform.react(channelId, messageId, '👍', scriptedPerson(1));
  expect(await annals.sync()).toMatchObject({ status: 'succeeded', percent: 100 });
  expect(annals.platform.callCount('listReactionUsers')).toBe(0);
  const { messages } = annals.store.snapshot(annals.tenant.id);
  expect(messages).toMatchObject([{ reactionCounts: [{ normal: 1 }] }]);
});

test('operators are told of each end and each batch, with nothing that names anybody', async () => {
  const channelId = annals.platform.addChannel();
  post(channelId, 23);
  annals.platform.traffic.beforeAnswer = async ({ method }) => {
    if (method === 'listChannels') await annals.clock.advance(1_234);
  };
  const { id: runId, tenantId } = await annals.sync();
  const told = annals.logger.events.map(({ event, fields }) => ({ event, ...fields }));
  expect(told).toEqual([
    { event: 'run.started', runId, tenantId, attempt: 1, trigger: 'initial' },
    expect.objectContaining({ event: 'run.finished', runId, tenantId, ms: 1_234 }),
  ]);
  const { runs, batches } = annals.metrics;
  expect(runs).toEqual([
    {
      platform: 'scripted',
      trigger: 'initial',
      status: 'succeeded',
      durationMs: 1_234,
    },
  ]);
  expect(batches.reduce((sum, { messages }) => sum + messages, 0)).toBe(23);
  await annals.sync();
  expect(annals.metrics.runs).toMatchObject([{ trigger: 'initial' }, { trigger: 'manual' }]);
  expect(batches.reduce((sum, { messages }) => sum + messages, 0)).toBe(23);
});
