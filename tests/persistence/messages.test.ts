import { expect, setDefaultTimeout, test } from 'bun:test';
import { TestArchive } from './archive.ts';
import { channelId, newTenantId, sampleMessage } from './sample-rows.ts';

setDefaultTimeout(60_000);

test('emoji whose users are not listed are noted with the message, as long as it is there', async () => {
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
  const stored = () => archive.sql`select unlisted_emoji from messages where id = ${message.id}`;
  expect([...(await stored())]).toEqual([{ unlisted_emoji: ['👍'] }]);
  await messages.bury(tenantId, [{ channelId, messageId: message.id }], new Date());
  expect([...(await stored())]).toEqual([{ unlisted_emoji: [] }]);
});
