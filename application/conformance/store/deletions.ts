import { expect } from 'bun:test';
import type { ChannelId, MessageId } from '@annals/domain';
import type { Repositories } from '../../ports/index.ts';
import {
  at,
  channelId,
  messageId,
  otherTenantId,
  sampleAttachment,
  sampleChannel,
  sampleMessage,
  tenantId,
  thumbs,
  userHash,
} from './samples.ts';
import { type StoreCheck, storeCheck } from './store-check.ts';

const channel = channelId('10');
const first = messageId('100');
const second = messageId('101');
const third = messageId('102');
const keyOf = (id: MessageId) => ({ channelId: channel, messageId: id });

/** Three messages, sent at 0, 10 and 20 seconds. */
async function post({ messages }: Repositories): Promise<void> {
  await messages.upsert(
    [first, second, third].map((id, index) =>
      sampleMessage({ id, content: `text ${id}`, platformCreatedAt: at(index * 10) }),
    ),
  );
}

export const deletionChecks: readonly StoreCheck[] = [
  storeCheck('sent: ids come from one time up to another, both included', async (store) => {
    const { messages } = store.repositories;
    await post(store.repositories);
    await messages.upsert([
      sampleMessage({ id: messageId('7'), channelId: channelId('11') }),
      sampleMessage({ id: messageId('8'), tenantId: otherTenantId }),
    ]);
    const sent = async (from: number, upTo: number | null) =>
      (await messages.idsSent(tenantId, channel, at(from), upTo === null ? null : at(upTo))).sort();
    expect(await sent(0, 20)).toEqual([first, second, third]);
    expect(await sent(0.001, 19.999)).toEqual([second]);
    expect(await sent(10, null)).toEqual([second, third]);
    await messages.bury(tenantId, [keyOf(second)], at(99));
    expect(await sent(0, null)).toEqual([first, third]);
  }),

  storeCheck('missing: those marked first come first, until they are there', async (store) => {
    const { missingMessages } = store.repositories;
    await post(store.repositories);
    await missingMessages.mark(tenantId, channel, [third], at(50));
    await missingMessages.mark(tenantId, channel, [second, third, messageId('404')], at(60));
    expect(await missingMessages.list(tenantId, 5)).toEqual([keyOf(third), keyOf(second)]);
    expect(await missingMessages.list(tenantId, 1)).toEqual([keyOf(third)]);
    expect(await missingMessages.list(otherTenantId, 5)).toEqual([]);
    await missingMessages.clear(otherTenantId, [keyOf(third)]);
    expect(await missingMessages.list(tenantId, 1)).toEqual([keyOf(third)]);
    await missingMessages.clear(tenantId, [keyOf(third)]);
    expect(await missingMessages.list(tenantId, 5)).toEqual([keyOf(second)]);
  }),

  storeCheck('missing: a message that comes again is missing no longer', async (store) => {
    const { messages, missingMessages } = store.repositories;
    await post(store.repositories);
    await missingMessages.mark(tenantId, channel, [first, second], at(50));
    await messages.upsert([sampleMessage({ id: first, content: `text ${first}` })]);
    expect(await missingMessages.list(tenantId, 5)).toEqual([keyOf(second)]);
  }),

  storeCheck('missing: one of the same id in another channel is another', async (store) => {
    const { messages, missingMessages } = store.repositories;
    const elsewhere = channelId('11');
    await messages.upsert(
      [channel, elsewhere].map((of) => sampleMessage({ channelId: of, id: first })),
    );
    await missingMessages.mark(tenantId, channel, [first], at(50));
    expect(await missingMessages.list(tenantId, 5)).toEqual([keyOf(first)]);
    await missingMessages.mark(tenantId, elsewhere, [first], at(51));
    await missingMessages.clear(tenantId, [keyOf(first)]);
    const other = { channelId: elsewhere, messageId: first };
    expect(await missingMessages.list(tenantId, 5)).toEqual([other]);
  }),

  storeCheck('missing: messages of channels that nobody asks about are left out', async (store) => {
    const { missingMessages } = store.repositories;
    await post(store.repositories);
    await missingMessages.mark(tenantId, channel, [first], at(50));
    expect(await missingMessages.list(tenantId, 5, [channelId('other')])).toEqual([keyOf(first)]);
    expect(await missingMessages.list(tenantId, 5, [channelId('other'), channel])).toEqual([]);
  }),

  storeCheck('missing: of some channels and the threads below them alone', async (store) => {
    const { channels, messages, missingMessages } = store.repositories;
    const thread = channelId('thread');
    await channels.upsert([
      sampleChannel(),
      sampleChannel({ id: thread, type: 'thread', parentId: channel }),
    ]);
    await post(store.repositories);
    const inThread = sampleMessage({ id: messageId('7'), channelId: thread });
    await messages.upsert([inThread]);
    await missingMessages.mark(tenantId, channel, [first], at(50));
    await missingMessages.mark(tenantId, thread, [inThread.id], at(51));
    const ofThread = { channelId: thread, messageId: inThread.id };
    const of = (...ids: ChannelId[]) => missingMessages.list(tenantId, 5, [], new Set(ids));
    expect(await of(channel)).toEqual([keyOf(first), ofThread]);
    expect(await of(thread)).toEqual([ofThread]);
    expect(await of(channelId('other'))).toEqual([]);
    expect(await missingMessages.list(tenantId, 5, [channel], new Set([channel]))).toEqual([
      ofThread,
    ]);
  }),

  storeCheck('missing: messages of removed channels are left out', async ({ repositories }) => {
    const { channels, missingMessages } = repositories;
    await channels.upsert([sampleChannel()]);
    await post(repositories);
    await missingMessages.mark(tenantId, channel, [first], at(50));
    await channels.markRemoved(tenantId, channel, at(51));
    expect(await missingMessages.list(tenantId, 5)).toEqual([]);
    await channels.upsert([sampleChannel()]);
    expect(await missingMessages.list(tenantId, 5)).toEqual([keyOf(first)]);
  }),

  storeCheck('tombstones: keep who and when, and nothing of what was said', async (store) => {
    const { messages, pendingReactions, missingMessages, attachments, reactions } =
      store.repositories;
    const message = sampleMessage({
      reactionCounts: [thumbs(2)],
      platformMetadata: { pinned: true },
    });
    await messages.upsert([{ ...message, content: 'before' }]);
    await messages.upsert([{ ...message, platformEditedAt: at(5) }]);
    await attachments.replace(tenantId, [keyOf(first)], [sampleAttachment()]);
    const emoji = {
      emojiType: 'standard',
      emojiValue: '👍',
      userHashes: [userHash('bob')],
    } as const;
    await reactions.replace(tenantId, [{ ...keyOf(first), emoji: [emoji] }]);
    await missingMessages.mark(tenantId, channel, [first], at(50));

    expect(await messages.bury(tenantId, [keyOf(first), keyOf(messageId('404'))], at(60))).toBe(1);
    expect(await messages.find(tenantId, channel, first)).toEqual({
      ...message,
      ...{ platformEditedAt: at(5), content: '', platformMetadata: {}, reactionCounts: [] },
    });
    expect(await messages.deletedAt(tenantId, channel, first)).toEqual(at(60));
    expect(await messages.revisionsOf(tenantId, channel, first)).toEqual([]);
    expect(await attachments.listOf(tenantId, keyOf(first))).toEqual([]);
    expect(await reactions.listOf(tenantId, channel, first)).toEqual([]);
    expect(await missingMessages.list(tenantId, 5)).toEqual([]);
    expect(await pendingReactions.count(tenantId)).toBe(0);
  }),

  storeCheck('tombstones: are made once, never missed, of one tenant alone', async (store) => {
    const { messages, missingMessages } = store.repositories;
    await post(store.repositories);
    await messages.upsert([sampleMessage({ id: first, tenantId: otherTenantId })]);
    expect(await messages.deletedAt(tenantId, channel, first)).toBeNull();
    expect(await messages.bury(tenantId, [keyOf(first)], at(60))).toBe(1);
    expect(await messages.bury(tenantId, [keyOf(first)], at(70))).toBe(0);
    await missingMessages.mark(tenantId, channel, [first], at(80));
    expect(await missingMessages.list(tenantId, 5)).toEqual([]);
    expect(await messages.deletedAt(tenantId, channel, first)).toEqual(at(60));
    expect(await messages.deletedAt(otherTenantId, channel, first)).toBeNull();
    expect(await messages.find(tenantId, channel, second)).toMatchObject({
      content: `text ${second}`,
    });
  }),

  storeCheck('tombstones: take nothing from any other message', async (store) => {
    const { messages, attachments, reactions } = store.repositories;
    const others = [
      { channelId: channel, messageId: second },
      { channelId: channelId('11'), messageId: first },
    ];
    const emoji = {
      emojiType: 'standard',
      emojiValue: '👍',
      userHashes: [userHash('bob')],
    } as const;
    for (const key of [keyOf(first), ...others]) {
      const message = sampleMessage({ channelId: key.channelId, id: key.messageId });
      await messages.upsert([{ ...message, content: 'before' }]);
      await messages.upsert([{ ...message, platformEditedAt: at(5) }]);
      await attachments.replace(tenantId, [key], [sampleAttachment(key)]);
      await reactions.replace(tenantId, [{ ...key, emoji: [emoji] }]);
    }
    expect(await messages.bury(tenantId, [keyOf(first)], at(60))).toBe(1);
    for (const key of others) {
      const place = [tenantId, key.channelId, key.messageId] as const;
      expect(await messages.deletedAt(...place)).toBeNull();
      expect(await messages.revisionsOf(...place)).toHaveLength(1);
      expect(await attachments.listOf(tenantId, key)).toHaveLength(1);
      expect(await reactions.listOf(...place)).toHaveLength(1);
    }
  }),

  storeCheck(
    'tombstones: a message that comes again lives, without the old text',
    async (store) => {
      const { messages } = store.repositories;
      await post(store.repositories);
      await messages.bury(tenantId, [keyOf(first)], at(60));
      const again = sampleMessage({ id: first, content: 'again' });
      expect(await messages.upsert([again])).toEqual({ added: 0, updated: 1 });
      expect(await messages.deletedAt(tenantId, channel, first)).toBeNull();
      expect(await messages.find(tenantId, channel, first)).toEqual(again);
      expect(await messages.revisionsOf(tenantId, channel, first)).toEqual([]);
    },
  ),
];
