import { expect, test } from 'bun:test';
import { TestArchive } from './archive.ts';
import { channelId, newTenantId, sampleMessage } from './sample-rows.ts';

test('emoji whose users are not listed are noted with the message', async () => {
  await using archive = await TestArchive.open();
  const { messages, pendingReactions } = archive.repositories;
  const tenantId = newTenantId();
  const thumbs = { emojiType: 'standard', emojiValue: '👍', normal: 1, burst: 0 } as const;
  const reactionCounts = [thumbs];
  const message = sampleMessage(tenantId, 1, { reactionCounts });
  await messages.upsert([message]);
  await pendingReactions.clear(tenantId, [
    { channelId, messageId: message.id, reactionCounts, unlistedEmoji: ['👍'] },
  ]);
  const [stored] = await archive.sql`select unlisted_emoji from messages where id = ${message.id}`;
  expect(stored).toEqual({ unlisted_emoji: ['👍'] });
});
