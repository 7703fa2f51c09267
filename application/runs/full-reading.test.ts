import { beforeEach, describe, expect, test } from 'bun:test';
import type { ChannelId, MessageId, SyncRun } from '@annals/domain';
import { AnnalsOnFakes } from './testing/annals-on-fakes.ts';

const DAY_MS = 86_400_000;
const MESSAGES = 60;
const PAGE_SIZE = 5;
/** All pages of a channel; its end is known from the listing. */
const PAGES = MESSAGES / PAGE_SIZE;

let annals: AnnalsOnFakes;
/** In the order in which runs come to them. */
let channels: readonly ChannelId[];

beforeEach(async () => {
  annals = new AnnalsOnFakes({}, PAGE_SIZE);
  channels = ['first', 'second', 'third'].map((name) => annals.platform.addChannel({ name }));
  for (const id of channels) {
    for (let count = 0; count < MESSAGES; count += 1) annals.platform.post(id);
  }
  await annals.sync();
  await annals.clock.advance(100 * DAY_MS);
});

/** A full run that is stopped by the platform's rate limit once this many lists were answered. */
async function cutShort(afterLists: number): Promise<SyncRun> {
  let lists = 0;
  annals.platform.traffic.beforeAnswer = ({ method }) => {
    if (method !== 'listMessages') return;
    lists += 1;
    if (lists > afterLists) {
      annals.platform.failWith({ method, code: 'rate_limited' });
      annals.platform.traffic.beforeAnswer = null;
    }
  };
  return await annals.sync('full');
}

/** Lists of messages that were asked for meanwhile, of each channel. */
async function listsDuring(work: () => Promise<unknown>): Promise<number[]> {
  const counts = () => channels.map((id) => annals.platform.callCount('listMessages', id));
  const before = counts();
  await work();
  return counts().map((count, index) => count - (before[index] ?? 0));
}

describe('a full run that was cut short', () => {
  test('is gone on with by the next one: channels and pages that were read are not read again', async () => {
    expect(await cutShort(PAGES + 4)).toMatchObject({ status: 'rate_limited' });
    const [first, second, third] = await listsDuring(async () => {
      expect(await annals.sync('full')).toMatchObject({ status: 'succeeded' });
    });
    expect(first).toBe(0);
    expect(second).toBe(PAGES - 4);
    expect(third).toBe(PAGES);
  });

  test('is not disturbed by a run that reads the news in between', async () => {
    await cutShort(PAGES + 4);
    const edited = annals.store
      .snapshot(annals.tenant.id)
      .messages.filter(({ channelId }) => channelId === channels[1])[MESSAGES - PAGE_SIZE * 4];
    if (edited === undefined) throw new Error('Nothing is stored.');
    annals.platform.edit(edited.channelId, edited.id, 'better');
    for (const id of channels) annals.platform.post(id);
    expect(await annals.sync()).toMatchObject({ status: 'succeeded' });
    await annals.clock.advance(100 * DAY_MS);
    const [first, second] = await listsDuring(async () => {
      const run = await annals.sync('full');
      expect(run).toMatchObject({ status: 'succeeded', counters: { messagesUpdated: 1 } });
    });
    expect(first).toBe(0);
    expect(second).toBe(PAGES - 4 + 1);
  });

  test('reads the news of channels that it is through with', async () => {
    await cutShort(PAGES + 4);
    annals.platform.post(channels[0] as ChannelId);
    const run = await annals.sync('full');
    expect(run.counters.messagesAdded).toBe(1);
  });

  test('looks again at what is young where it has read already: the run before is over', async () => {
    annals = new AnnalsOnFakes({ lookBackMs: DAY_MS }, PAGE_SIZE);
    const { platform, clock } = annals;
    const channelId = platform.addChannel();
    const ids = Array.from({ length: MESSAGES }, () =>
      platform.post(channelId, { at: clock.now() }),
    );
    await annals.sync();
    expect(await cutShort(4)).toMatchObject({ status: 'rate_limited' });
    platform.edit(channelId, ids[2] as MessageId, 'better');
    expect(await annals.sync('full')).toMatchObject({
      status: 'succeeded',
      counters: { messagesUpdated: 1 },
    });
  });

  test('may be cut short any number of times and comes to its end once', async () => {
    let lists = 0;
    for (const afterLists of [3, 3, PAGES, 3]) {
      const counts = await listsDuring(() => cutShort(afterLists));
      lists += counts.reduce((sum, count) => sum + count, 0);
    }
    const rest = await listsDuring(() => annals.sync('full'));
    lists += rest.reduce((sum, count) => sum + count, 0);
    // Each of the four was refused one list, which was asked for again.
    expect(lists).toBe(channels.length * PAGES + 4);
  });
});

test('a full run after one that came to its end reads everything anew', async () => {
  await cutShort(4);
  await annals.sync('full');
  expect(await listsDuring(() => annals.sync('full'))).toEqual(channels.map(() => PAGES));
});

test('a full run tells how far it is within a channel, too', async () => {
  const run = await annals.trigger('full');
  const told: number[] = [];
  annals.platform.traffic.beforeAnswer = async ({ method }) => {
    if (method === 'listMessages') told.push((await annals.reload(run)).percent);
  };
  await annals.deliver(run);
  const ofFirst = told.slice(0, PAGES);
  // Of three channels the first is worth 30 percent; what is read is stored two pages later.
  expect(ofFirst.at(0)).toBe(0);
  expect(ofFirst.at(PAGES / 2)).toBeGreaterThan(5);
  expect(ofFirst.at(-1)).toBeGreaterThan(15);
  expect(ofFirst.at(-1)).toBeLessThan(30);
});

test('a full run that a person cancelled is gone on with, too', async () => {
  const run = await annals.trigger('full');
  let lists = 0;
  annals.platform.traffic.beforeAnswer = async ({ method }) => {
    if (method === 'listMessages') lists += 1;
    if (lists === PAGES + 4) {
      await annals.store.repositories.runs.requestCancel(annals.tenant.id, annals.clock.now());
    }
  };
  expect(await annals.deliver(run)).toMatchObject({ status: 'cancelled' });
  annals.platform.traffic.beforeAnswer = null;
  const [first, second = PAGES] = await listsDuring(() => annals.sync('full'));
  expect(first).toBe(0);
  expect(second).toBeLessThan(PAGES);
});
