import { expect } from 'bun:test';
import type { ChannelId, MessageId } from '@annals/domain';
import type { PendingReactions, Repositories } from '../../ports/index.ts';
import {
  at,
  channelId,
  listed,
  messageId,
  sampleChannel,
  sampleMessage,
  tenantId,
  thumbs,
} from './samples.ts';
import { type StoreCheck, storeCheck } from './store-check.ts';

function pendingOf(
  { pendingReactions }: Repositories,
  channel = sampleChannel().id,
): Promise<PendingReactions[]> {
  return pendingReactions.list(tenantId, channel, { after: null, limit: 100 });
}

export const pendingReactionChecks: readonly StoreCheck[] = [
  storeCheck(
    'pending reactions: a message that comes with counts is marked',
    async ({ repositories }) => {
      const counted = sampleMessage({ id: messageId('101'), reactionCounts: [thumbs(2)] });
      await repositories.messages.upsert([sampleMessage(), counted]);
      expect(await pendingOf(repositories)).toEqual([
        {
          channelId: counted.channelId,
          messageId: counted.id,
          reactionCounts: counted.reactionCounts,
        },
      ]);
    },
  ),

  storeCheck(
    'pending reactions: so is one that is inserted, and no other',
    async ({ repositories }) => {
      const counted = sampleMessage({ id: messageId('101'), reactionCounts: [thumbs(2)] });
      expect(await repositories.messages.insert([sampleMessage(), counted])).toBe(true);
      expect(await pendingOf(repositories)).toMatchObject([{ messageId: counted.id }]);
    },
  ),

  storeCheck(
    'pending reactions: the mark comes off when the counts are still the same',
    async ({ repositories }) => {
      await repositories.messages.upsert([
        sampleMessage({ id: messageId('100'), reactionCounts: [thumbs(1)] }),
        sampleMessage({ id: messageId('101'), reactionCounts: [thumbs(1)] }),
      ]);
      const [first, second] = await pendingOf(repositories);
      expect(second).toBeDefined();
      await repositories.pendingReactions.clear(
        tenantId,
        listed(first === undefined ? [] : [first]),
      );
      expect(await pendingOf(repositories)).toEqual(second === undefined ? [] : [second]);
    },
  ),

  storeCheck(
    'pending reactions: the mark stays on one of the same id in another channel',
    async ({ repositories }) => {
      const elsewhere = channelId('11');
      const message = sampleMessage({ reactionCounts: [thumbs(1)] });
      await repositories.messages.upsert([message, { ...message, channelId: elsewhere }]);
      const read = await pendingOf(repositories);
      await repositories.pendingReactions.clear(tenantId, listed(read));
      expect(await pendingOf(repositories)).toEqual([]);
      expect(await pendingOf(repositories, elsewhere)).toHaveLength(1);
    },
  ),

  storeCheck(
    'pending reactions: the mark stays when the counts changed meanwhile',
    async ({ repositories }) => {
      const { messages, pendingReactions } = repositories;
      await messages.upsert([sampleMessage({ reactionCounts: [thumbs(1)] })]);
      const read = await pendingOf(repositories);
      await messages.upsert([sampleMessage({ reactionCounts: [thumbs(2)] })]);
      await pendingReactions.clear(tenantId, listed(read));
      expect(await pendingOf(repositories)).toMatchObject([{ reactionCounts: [thumbs(2)] }]);
    },
  ),

  storeCheck(
    'pending reactions: a repeated message is not marked again',
    async ({ repositories }) => {
      const { messages, pendingReactions } = repositories;
      const message = sampleMessage({ reactionCounts: [thumbs(1)] });
      await messages.upsert([message]);
      await pendingReactions.clear(tenantId, listed(await pendingOf(repositories)));
      await messages.upsert([message]);
      await messages.upsert([{ ...message, content: 'edited' }]);
      expect(await pendingOf(repositories)).toEqual([]);
    },
  ),

  storeCheck('pending reactions: an edit does not take the mark off', async ({ repositories }) => {
    const message = sampleMessage({ reactionCounts: [thumbs(1)] });
    await repositories.messages.upsert([message]);
    await repositories.messages.upsert([{ ...message, content: 'edited' }]);
    expect(await pendingOf(repositories)).toHaveLength(1);
  }),

  storeCheck(
    'pending reactions: counts that change mark the message again',
    async ({ repositories }) => {
      const { messages, pendingReactions } = repositories;
      await messages.upsert([sampleMessage({ reactionCounts: [thumbs(1)] })]);
      await pendingReactions.clear(tenantId, listed(await pendingOf(repositories)));
      await messages.upsert([sampleMessage({ reactionCounts: [thumbs(3)] })]);
      expect(await pendingOf(repositories)).toMatchObject([{ reactionCounts: [thumbs(3)] }]);
    },
  ),

  storeCheck(
    'pending reactions: counts that become empty are pending',
    async ({ repositories }) => {
      const { messages, pendingReactions } = repositories;
      await messages.upsert([sampleMessage({ reactionCounts: [thumbs(1)] })]);
      await pendingReactions.clear(tenantId, listed(await pendingOf(repositories)));
      await messages.upsert([sampleMessage({ reactionCounts: [] })]);
      const emptied = await pendingOf(repositories);
      expect(emptied).toMatchObject([{ reactionCounts: [] }]);
      await pendingReactions.clear(tenantId, listed(emptied));
      expect(await pendingOf(repositories)).toEqual([]);
    },
  ),

  storeCheck('pending reactions: pages hold every message once', async ({ repositories }) => {
    const channel = channelId('10');
    const reactionCounts = [thumbs(1)];
    const marked = Array.from({ length: 12 }, (_, index) =>
      sampleMessage({ channelId: channel, id: messageId(`${index * 9}`), reactionCounts }),
    );
    const elsewhere = ['9', '010'].map((other) =>
      sampleMessage({ channelId: channelId(other), reactionCounts }),
    );
    await repositories.messages.upsert([...marked, ...elsewhere]);
    const seen: MessageId[] = [];
    for (const length of [5, 5, 2, 0]) {
      const page = { after: seen.at(-1) ?? null, limit: 5 };
      const found = await repositories.pendingReactions.list(tenantId, channel, page);
      expect(found).toHaveLength(length);
      seen.push(...found.map((row) => row.messageId));
    }
    expect(seen.sort()).toEqual(marked.map(({ id }) => id).sort());
  }),

  storeCheck(
    'pending reactions: of some channels there come these and the threads below them',
    async (store) => {
      const { channels, messages, pendingReactions } = store.repositories;
      const [parent, thread, other] = [channelId('1'), channelId('2'), channelId('3')];
      await channels.upsert([
        sampleChannel({ id: parent }),
        sampleChannel({ id: thread, type: 'thread', parentId: parent }),
      ]);
      const reactionCounts = [thumbs(1)];
      await messages.upsert(
        [parent, thread, other].map((id) => sampleMessage({ channelId: id, reactionCounts })),
      );
      const of = async (...ids: ChannelId[]) => {
        const page = { after: null, limit: 10, of: new Set(ids) };
        const found = await pendingReactions.channels(tenantId, page);
        expect(await pendingReactions.count(tenantId, page.of)).toBe(found.length);
        return found;
      };
      expect(await of(parent)).toEqual([parent, thread]);
      expect(await of(other)).toEqual([other]);
      expect(await of()).toEqual([]);
    },
  ),

  storeCheck('pending reactions: every channel with some is listed', async ({ repositories }) => {
    const { messages, pendingReactions } = repositories;
    const ids = ['10', '9', '010'].map(channelId);
    await messages.upsert([
      ...ids.flatMap((id) =>
        ['1', '2'].map((message) =>
          sampleMessage({
            channelId: id,
            id: messageId(message),
            reactionCounts: [thumbs(1)],
          }),
        ),
      ),
      sampleMessage({ channelId: channelId('77') }),
    ]);
    const [first, ...others] = await pendingReactions.channels(tenantId, {
      after: null,
      limit: 10,
    });
    expect([first, ...others].sort()).toEqual([...ids].sort());
    const page = { after: first ?? null, limit: 1 };
    expect(await pendingReactions.channels(tenantId, page)).toEqual(others.slice(0, 1));
    for (const id of ids) {
      const found = await pendingOf(repositories, id);
      expect(found.map((row) => `${row.channelId}/${row.messageId}`).sort()).toEqual([
        `${id}/1`,
        `${id}/2`,
      ]);
    }
  }),

  storeCheck(
    'pending reactions: messages of removed channels are left out',
    async ({ repositories }) => {
      const kept = sampleMessage({ reactionCounts: [thumbs(1)] });
      const gone = sampleMessage({ channelId: channelId('11'), reactionCounts: [thumbs(1)] });
      await repositories.channels.upsert([
        sampleChannel(),
        sampleChannel({ id: channelId('11'), name: 'gone' }),
      ]);
      await repositories.messages.upsert([kept, gone]);
      await repositories.channels.markRemoved(tenantId, gone.channelId, at(9));
      expect(await pendingOf(repositories)).toMatchObject([{ channelId: kept.channelId }]);
      expect(await pendingOf(repositories, gone.channelId)).toEqual([]);
      const page = { after: null, limit: 10 };
      expect(await repositories.pendingReactions.channels(tenantId, page)).toEqual([
        kept.channelId,
      ]);
    },
  ),
];
