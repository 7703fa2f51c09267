import { beforeEach, expect, test } from 'bun:test';
import type { ChannelId } from '@annals/domain';
import { scriptedPerson } from '../fakes/index.ts';
import { AnnalsOnFakes } from './testing/annals-on-fakes.ts';

const HOUR_MS = 3_600_000;

let annals: AnnalsOnFakes;
let channelId: ChannelId;

/** A platform that lists channels, open threads and messages, and offers nothing else. */
beforeEach(() => {
  const offersNot = [
    'archivedThreads',
    'reactionUsers',
    'messageLookup',
    'contentGrant',
    'diagnosis',
  ] as const;
  annals = new AnnalsOnFakes({ lookBackMs: 24 * HOUR_MS }, 5, offersNot);
  channelId = annals.platform.addChannel();
});

const stored = () => annals.store.snapshot(annals.tenant.id);
const post = (of = channelId) => annals.platform.post(of, { at: annals.clock.now() });

test('channels, open threads and reaction counts are archived', async () => {
  const thread = annals.platform.addThread(channelId);
  const [message, inThread] = [post(), post(thread)];
  annals.platform.react(channelId, message, '👍', scriptedPerson(1));
  expect(await annals.sync()).toMatchObject({ status: 'succeeded', percent: 100, error: null });
  expect(
    stored()
      .messages.map(({ id }) => id)
      .sort(),
  ).toEqual([message, inThread].sort());
  expect(stored().messages.flatMap(({ reactionCounts }) => reactionCounts)).toHaveLength(1);
  expect(await annals.sync()).toMatchObject({
    status: 'succeeded',
    counters: { messagesAdded: 0 },
  });
});

test('a message that does not come again stays as it was: nobody can be asked', async () => {
  const [gone] = [post(), post()];
  await annals.sync();
  const before = stored().messages;
  annals.platform.deleteMessage(channelId, gone);
  expect(await annals.sync()).toMatchObject({
    status: 'succeeded',
    counters: { messagesDeleted: 0 },
  });
  expect(stored().messages).toEqual(before);
});

test('a newest message that twice does not come is taken for deleted', async () => {
  post();
  annals.platform.deleteMessage(channelId, post());
  expect(await annals.sync()).toMatchObject({ status: 'succeeded', channels: { done: 1 } });
  expect(stored().messages).toHaveLength(1);
});

test('blank messages are what they are', async () => {
  annals.platform.withholdContent();
  for (let count = 0; count < 30; count += 1) post();
  expect(await annals.sync()).toMatchObject({ status: 'succeeded', error: null });
  expect(stored().messages).toHaveLength(30);
});
