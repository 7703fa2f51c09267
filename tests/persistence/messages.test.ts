import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import type { TenantId } from '@annals/domain';
import { TestArchive } from './archive.ts';
import { channelId, newTenantId, sampleAttachment, sampleMessage } from './sample-rows.ts';

let archive: TestArchive;
let tenantId: TenantId;

beforeAll(async () => {
  archive = await TestArchive.open();
});
afterAll(() => archive[Symbol.asyncDispose]());
beforeEach(() => {
  tenantId = newTenantId();
});

describe('reactions to read', () => {
  const counts = (normal: number) =>
    [{ emojiType: 'standard', emojiValue: '👍', normal, burst: 0 }] as const;
  const pending = () =>
    archive.repositories.messages.pendingReactions(tenantId, channelId, { after: null, limit: 10 });

  test('are those of messages whose counts are not the ones read last', async () => {
    const { messages } = archive.repositories;
    const message = sampleMessage(tenantId, 1, { reactionCounts: counts(1) });
    await messages.upsert([message, sampleMessage(tenantId, 2)]);
    const [entry] = await pending();
    expect(entry).toEqual({ channelId, messageId: message.id, reactionCounts: counts(1) });
    const [done] = (await pending()).map((row) => ({ ...row, unlistedEmoji: ['👍'] }));
    await messages.clearPendingReactions(tenantId, done === undefined ? [] : [done]);
    const [stored] =
      await archive.sql`select unlisted_emoji from messages where id = ${message.id}`;
    expect(stored).toEqual({ unlisted_emoji: ['👍'] });
    expect(await pending()).toEqual([]);
    await messages.upsert([{ ...message, content: 'edited' }]);
    expect(await pending()).toEqual([]);
    await messages.upsert([{ ...message, reactionCounts: [] }]);
    expect(await pending()).toHaveLength(1);
  });

  test('stay to be read when the counts changed while they were read', async () => {
    const { messages } = archive.repositories;
    const message = sampleMessage(tenantId, 1, { reactionCounts: counts(1) });
    await messages.upsert([message]);
    const read = (await pending()).map((row) => ({ ...row, unlistedEmoji: [] }));
    await messages.upsert([{ ...message, reactionCounts: counts(2) }]);
    await messages.clearPendingReactions(tenantId, read);
    expect(await pending()).toMatchObject([{ reactionCounts: counts(2) }]);
  });
});

test('attachments become those given, on the given messages alone', async () => {
  const { attachments } = archive.repositories;
  const [one, two] = [sampleMessage(tenantId, 1), sampleMessage(tenantId, 2)];
  const keys = [one, two].map(({ id }) => ({ channelId, messageId: id }));
  await attachments.replace(tenantId, keys, [one, two].map(sampleAttachment));
  const renamed = { ...sampleAttachment(one), filename: 'new' };
  const second = { ...sampleAttachment(one), id: 'b' as typeof renamed.id };
  expect(await attachments.replace(tenantId, keys.slice(0, 1), [renamed, second])).toBe(1);
  expect(await attachments.replace(tenantId, keys.slice(0, 1), [renamed])).toBe(0);
  const listed = await Promise.all(keys.map((key) => attachments.listOf(tenantId, key)));
  expect(listed).toEqual([[renamed], [sampleAttachment(two)]]);
});
