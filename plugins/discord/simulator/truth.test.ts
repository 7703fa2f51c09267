import { describe, expect, test } from 'bun:test';
import { MessageFlags, type MessageType } from 'discord-api-types/v10';
import type { NewMessage } from './new-contents.ts';
import { HOME_STARTED_MS, type Home, newHome } from './test-home.ts';
import { truthOf } from './truth.ts';

describe('messages', () => {
  /** The truth about the last of these, posted one after the other. */
  function lastOf(fields: (world: Home) => Omit<NewMessage, 'authorId'>) {
    const world = newHome();
    const { guild, ann, general } = world;
    guild.post(general, { authorId: ann, ...fields(world) });
    return { ...world, message: truthOf(guild).messages.at(-1) };
  }

  test('as they were written', () => {
    const { message, ann, general } = lastOf(() => ({ content: '\0 <@1> \ud800' }));
    expect(message).toMatchObject({
      channelId: general,
      authorId: ann,
      type: 'default',
      content: '\0 <@1> \ud800',
      replyToId: null,
      replyToAuthorId: null,
      editedAt: null,
      reactionCounts: [],
    });
    // The guild, its bot role, its owner and bot, two people, a channel, then this.
    expect(message?.createdAt).toEqual(new Date(HOME_STARTED_MS + 8));
  });

  test.each([
    [0, 'default'],
    [6, 'channel_pinned_message'],
    [7, 'user_join'],
    [18, 'thread_created'],
    [19, 'reply'],
    [20, 'chat_input_command'],
    [46, 'poll_result'],
    [63, 'unknown_63'],
  ])('of type %d are %s', (type, name) => {
    expect(lastOf(() => ({ type: type as MessageType })).message?.type).toBe(name);
  });

  test('text in components is no content', () => {
    const extra = { flags: MessageFlags.IsComponentsV2, components: [{ type: 10, content: 'x' }] };
    expect(lastOf(() => ({ extra: extra as NewMessage['extra'] & object })).message?.content).toBe(
      '',
    );
  });

  test('a webhook is an author', () => {
    const { guild, general } = newHome();
    const authorId = guild.addWebhook('Bridge');
    guild.post(general, { authorId, webhook: true });
    expect(truthOf(guild).messages[0]?.authorId).toBe(authorId);
  });

  test('an edit has its time, to the millisecond', () => {
    const { guild, ann, general } = newHome();
    const id = guild.post(general, { authorId: ann });
    guild.edit(general, id, { edited_timestamp: '2024-02-03T04:05:06.789987+00:00' });
    expect(truthOf(guild).messages[0]?.editedAt).toEqual(new Date('2024-02-03T04:05:06.789Z'));
  });

  test('a reply says which message of whom it answers, also when that is gone', () => {
    const { guild, ann, bob, general } = newHome();
    const replyToId = guild.post(general, { authorId: ann });
    guild.post(general, { authorId: bob, replyToId });
    expect(truthOf(guild).messages[1]).toMatchObject({ replyToId, replyToAuthorId: ann });
    guild.deleteMessage(general, replyToId);
    expect(truthOf(guild).messages).toMatchObject([{ replyToId, replyToAuthorId: null }]);
  });

  test('what else refers to a message is no reply', () => {
    const { guild, ann, general } = newHome();
    const fromMessageId = guild.post(general, { authorId: ann });
    guild.openThread({ parentId: general, name: 'public', ownerId: ann, fromMessageId });
    const stub = truthOf(guild).messages[1];
    expect(stub).toMatchObject({ type: 'thread_starter_message', replyToId: null });
  });
});

test('an attachment has its link without what expires', () => {
  const { guild, ann, general } = newHome();
  const url = 'https://cdn.discordapp.com/attachments/1/2/a.png';
  const file = { id: '2', filename: 'a.png', size: 3, proxy_url: url };
  const messageId = guild.post(general, {
    authorId: ann,
    attachments: [
      { ...file, url: `${url}?ex=1&is=2&hm=3&`, content_type: 'image/png' },
      { ...file, id: '3', url },
    ],
  });
  const known = { channelId: general, messageId, filename: 'a.png', fileSize: 3, url };
  expect(truthOf(guild).attachments).toEqual([
    { ...known, id: '2', contentType: 'image/png' },
    { ...known, id: '3', contentType: null },
  ]);
});

describe('reactions', () => {
  test('of both kinds are one row for a person', () => {
    const { guild, ann, bob, general } = newHome();
    const messageId = guild.post(general, { authorId: ann });
    const emoji = { id: null, name: '👍' };
    guild.react(general, messageId, emoji, [ann, bob]);
    guild.react(general, messageId, emoji, [bob], { burst: true });
    const value = { emojiType: 'standard', emojiValue: '👍' } as const;
    const truth = truthOf(guild);
    expect(truth.messages[0]?.reactionCounts).toEqual([{ ...value, normal: 2, burst: 1 }]);
    const rows = [ann, bob].map((userId) => ({ channelId: general, messageId, ...value, userId }));
    expect(truth.reactions).toEqual(rows);
  });

  test.each([
    ['party', 'party:77'],
    [null, '_:77'],
  ])('with the custom emoji %p are of %s', (name, emojiValue) => {
    const { guild, ann, general } = newHome();
    const messageId = guild.post(general, { authorId: ann });
    guild.react(general, messageId, { id: '77', name, animated: true }, [ann]);
    expect(truthOf(guild).reactions).toMatchObject([{ emojiType: 'custom', emojiValue }]);
  });

  test('that cannot be listed have counts alone', () => {
    const { guild, ann, general } = newHome();
    const messageId = guild.post(general, { authorId: ann });
    guild.react(general, messageId, { id: null, name: '👍🏽' }, [ann], { unlistable: true });
    const truth = truthOf(guild);
    expect(truth.messages[0]?.reactionCounts).toMatchObject([{ normal: 1, burst: 0 }]);
    expect(truth.reactions).toEqual([]);
  });
});
