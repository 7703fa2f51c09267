import { beforeEach, expect, test } from 'bun:test';
import type { ChannelId } from '@annals/domain';
import { type PlatformMethod, scriptedPerson } from '../fakes/index.ts';
import { PlatformError } from '../ports/platform-error.ts';
import { AnnalsOnFakes } from './testing/annals-on-fakes.ts';

/** How long an answer takes. */
const ANSWER_MS = 250;
const CHANNELS = 50;
const HOUR_MS = 60 * 60_000;

let annals: AnnalsOnFakes;
let channels: readonly ChannelId[];
/** What was asked since the bot was removed. */
let refused: PlatformMethod[];

beforeEach(() => {
  annals = new AnnalsOnFakes();
  const { platform } = annals;
  channels = Array.from({ length: CHANNELS }, () => platform.addChannel());
  for (const id of channels) platform.react(id, platform.post(id), '👍', scriptedPerson(1));
  refused = [];
});

/** With so many answers to a question the bot is removed: everything else is refused. */
function removeAfter(answers: number, asking: PlatformMethod, lastAnswerMs = ANSWER_MS): void {
  const { platform, clock } = annals;
  let left = answers;
  platform.traffic.beforeAnswer = async ({ method }) => {
    if (left === 0) {
      refused.push(method);
      await clock.advance(ANSWER_MS);
      throw new PlatformError('forbidden', 'Missing Access');
    }
    if (method === asking) left -= 1;
    await clock.advance(left === 0 ? lastAnswerMs : ANSWER_MS);
  };
}

function statuses(): string[] {
  const { progress } = annals.store.snapshot(annals.tenant.id);
  return progress.map(({ syncStatus }) => syncStatus);
}

test('a bot that is removed while channels are read asks for few of the others: the run says so', async () => {
  removeAfter(8, 'listMessages');
  const run = await annals.sync();
  expect(run).toMatchObject({ status: 'failed', error: { code: 'bot_removed' } });
  expect(refused.length).toBeLessThan(12);
  expect(refused.at(-1)).toBe('listChannels');
  expect(statuses().filter((status) => status === 'pending').length).toBeGreaterThan(CHANNELS / 2);
});

test('so it does among the threads of one channel, and takes none of the others for refused', async () => {
  annals = new AnnalsOnFakes();
  const { platform } = annals;
  const parentId = platform.addChannel();
  for (let count = 0; count < CHANNELS; count += 1) platform.post(platform.addThread(parentId));
  removeAfter(1, 'listMessages');
  const run = await annals.sync();
  expect(run).toMatchObject({ status: 'failed', error: { code: 'bot_removed' } });
  expect(refused).toEqual([...Array<PlatformMethod>(3).fill('listMessages'), 'listChannels']);
  expect(statuses().filter((status) => status === 'failed')).toHaveLength(3);
});

test('so it does where that is noticed as what is public is looked up again', async () => {
  removeAfter(8, 'listMessages', 6 * 60_000);
  const run = await annals.sync();
  expect(run).toMatchObject({ status: 'failed', error: { code: 'bot_removed' } });
  expect(run.error?.message).toContain('Missing Access');
  expect(refused).toEqual(['listChannels']);
});

test('so it does while it asks who reacted, and what was answered by then is kept', async () => {
  removeAfter(8, 'listReactionUsers');
  const run = await annals.sync();
  expect(run).toMatchObject({ status: 'failed', error: { code: 'bot_removed' } });
  expect(run.counters.reactions).toBe(8);
  expect(refused.length).toBeLessThan(12);
});

test('so it does where the last channels alone were left to read, or to ask who reacted in', async () => {
  for (const asking of ['listMessages', 'listReactionUsers'] as const) {
    await annals.sync();
    for (const id of channels)
      annals.platform.react(id, annals.platform.post(id), '👍', scriptedPerson(1));
    removeAfter(CHANNELS - 1, asking);
    const run = await annals.sync();
    expect(run).toMatchObject({ status: 'failed', error: { code: 'bot_removed' } });
    annals.platform.traffic.beforeAnswer = null;
  }
});

test('once it is back, the next run goes on where this one stopped', async () => {
  removeAfter(8, 'listMessages');
  await annals.sync();
  annals.platform.traffic.beforeAnswer = null;
  expect(await annals.sync()).toMatchObject({ status: 'succeeded' });
  const { messages, reactions } = annals.store.snapshot(annals.tenant.id);
  expect([messages, reactions].map(({ length }) => length)).toEqual([CHANNELS, CHANNELS]);
});

test('a channel that is closed to the bot alone has what is public looked up once', async () => {
  const [closed] = channels;
  const { platform, clock } = annals;
  platform.traffic.beforeAnswer = async ({ method, channelId }) => {
    await clock.advance(ANSWER_MS);
    if (method !== 'listMessages' || channelId !== closed) return;
    throw new PlatformError('forbidden', 'Missing Access');
  };
  expect(await annals.sync()).toMatchObject({ status: 'partial', channels: { failed: 1 } });
  expect(platform.callCount('listChannels')).toBe(2);
});

test('a thread that is deleted before anybody asks who reacted in it is asked of once, and keeps who did', async () => {
  annals = new AnnalsOnFakes({ lookBackMs: HOUR_MS });
  const { platform, clock } = annals;
  const threadId = platform.addChannel({ type: 'thread', parentId: platform.addChannel() });
  const ids = Array.from({ length: 30 }, () => platform.post(threadId, { at: clock.now() }));
  for (const id of ids) platform.react(threadId, id, '👍', scriptedPerson(1));
  await annals.sync();
  for (const id of ids) platform.react(threadId, id, '👍', scriptedPerson(2));
  platform.failWith({ method: 'listReactionUsers', code: 'rate_limited' });
  await clock.advance(2 * HOUR_MS);
  expect(await annals.sync()).toMatchObject({ status: 'rate_limited' });
  platform.removeChannel(threadId);
  const before = platform.callCount('listReactionUsers');
  expect(await annals.sync()).toMatchObject({ status: 'succeeded' });
  expect(platform.callCount('listReactionUsers')).toBe(before + 1);
  const { channels: stored, reactions } = annals.store.snapshot(annals.tenant.id);
  expect(stored.find(({ id }) => id === threadId)?.removedAt).toEqual(expect.any(Date));
  expect(reactions).toHaveLength(30);
});
