import { expect } from 'bun:test';
import type { MessageReactors } from '../../ports/index.ts';
import { channelId, messageId, tenantId, userHash } from './samples.ts';
import { type StoreCheck, storeCheck } from './store-check.ts';

const [ada, bob, eve] = [userHash('ada'), userHash('bob'), userHash('eve')];
const thumb = { emojiType: 'standard', emojiValue: '👍' } as const;
const seed = { emojiType: 'custom', emojiValue: 'seed:7' } as const;

function on(message: string, emoji: MessageReactors['emoji'], channel = '10'): MessageReactors {
  return { channelId: channelId(channel), messageId: messageId(message), emoji };
}

/** Rows of a message in a form that can be compared without an order. */
function rowsOf({ channelId: channel, messageId: message, emoji }: MessageReactors) {
  return emoji
    .flatMap(({ emojiType, emojiValue, userHashes }) =>
      userHashes.map((user) => ({ channel, message, emojiType, emojiValue, user })),
    )
    .map((row) => JSON.stringify(row))
    .sort();
}

export const reactionChecks: readonly StoreCheck[] = [
  storeCheck('reactions: replace stores exactly what is given', async ({ repositories }) => {
    const given = on('100', [
      { ...thumb, userHashes: [ada, bob] },
      { ...seed, userHashes: [ada] },
    ]);
    expect(await repositories.reactions.replace(tenantId, [given])).toBe(3);
    const stored = await repositories.reactions.listOf(tenantId, given.channelId, given.messageId);
    expect(stored.every((row) => row.tenantId === tenantId)).toBe(true);
    const comparable = stored.map((row) =>
      JSON.stringify({
        channel: row.channelId,
        message: row.messageId,
        emojiType: row.emojiType,
        emojiValue: row.emojiValue,
        user: row.userHash,
      }),
    );
    expect(comparable.sort()).toEqual(rowsOf(given));
  }),

  storeCheck('reactions: replacing by the same adds nothing', async ({ repositories }) => {
    const given = on('100', [{ ...thumb, userHashes: [ada, bob] }]);
    await repositories.reactions.replace(tenantId, [given]);
    expect(await repositories.reactions.replace(tenantId, [given])).toBe(0);
    const stored = await repositories.reactions.listOf(tenantId, given.channelId, given.messageId);
    expect(stored.map((row) => row.userHash).sort()).toEqual([ada, bob].sort());
  }),

  storeCheck(
    'reactions: replace takes off who and what is no longer there',
    async ({ repositories }) => {
      const before = on('100', [
        { ...thumb, userHashes: [ada, bob] },
        { ...seed, userHashes: [bob] },
      ]);
      const after = on('100', [{ ...thumb, userHashes: [bob, eve] }]);
      await repositories.reactions.replace(tenantId, [before]);
      expect(await repositories.reactions.replace(tenantId, [after])).toBe(1);
      const stored = await repositories.reactions.listOf(
        tenantId,
        after.channelId,
        after.messageId,
      );
      expect(stored.every((row) => row.emojiValue === thumb.emojiValue)).toBe(true);
      expect(stored.map((row) => row.userHash).sort()).toEqual([bob, eve].sort());
    },
  ),

  storeCheck('reactions: replacing by nothing empties the message', async ({ repositories }) => {
    const before = on('100', [{ ...thumb, userHashes: [ada] }]);
    await repositories.reactions.replace(tenantId, [before]);
    expect(await repositories.reactions.replace(tenantId, [on('100', [])])).toBe(0);
    const stored = await repositories.reactions.listOf(
      tenantId,
      before.channelId,
      before.messageId,
    );
    expect(stored).toEqual([]);
  }),

  storeCheck('reactions: other messages are left alone', async ({ repositories }) => {
    const below = on('101', [{ ...thumb, userHashes: [ada] }]);
    const elsewhere = on('100', [{ ...thumb, userHashes: [ada] }], '11');
    await repositories.reactions.replace(tenantId, [below, elsewhere]);
    await repositories.reactions.replace(tenantId, [on('100', [{ ...seed, userHashes: [eve] }])]);
    await repositories.reactions.replace(tenantId, [on('100', [])]);
    const countOf = async (channel: string, message: string) => {
      const key = [channelId(channel), messageId(message)] as const;
      return (await repositories.reactions.listOf(tenantId, ...key)).length;
    };
    expect(await countOf('10', '100')).toBe(0);
    expect(await countOf('10', '101')).toBe(1);
    expect(await countOf('11', '100')).toBe(1);
  }),

  storeCheck('reactions: several messages at once, each its own', async ({ repositories }) => {
    await repositories.reactions.replace(tenantId, [
      on('100', [{ ...thumb, userHashes: [ada] }]),
      on('101', [{ ...thumb, userHashes: [ada, bob] }]),
    ]);
    const added = await repositories.reactions.replace(tenantId, [
      on('100', [{ ...thumb, userHashes: [bob] }]),
      on('101', [{ ...thumb, userHashes: [bob] }]),
      on('102', [{ ...thumb, userHashes: [eve] }]),
    ]);
    expect(added).toBe(2);
    for (const [id, users] of [
      ['100', [bob]],
      ['101', [bob]],
      ['102', [eve]],
    ] as const) {
      const stored = await repositories.reactions.listOf(tenantId, channelId('10'), messageId(id));
      expect(stored.map((row) => row.userHash)).toEqual([...users]);
    }
  }),

  storeCheck('reactions: emoji that differ in a modifier are two', async ({ repositories }) => {
    const given = on(
      '100',
      ['👍', '👍🏽', '❤', '❤\uFE0F'].map((emojiValue) => ({
        emojiType: 'standard',
        emojiValue,
        userHashes: [ada],
      })),
    );
    expect(await repositories.reactions.replace(tenantId, [given])).toBe(4);
    const stored = await repositories.reactions.listOf(tenantId, given.channelId, given.messageId);
    expect(stored.map((row) => row.emojiValue).sort()).toEqual(
      ['❤', '❤\uFE0F', '👍', '👍🏽'].sort(),
    );
  }),
];
