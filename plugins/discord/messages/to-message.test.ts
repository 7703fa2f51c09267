import { describe, expect, test } from 'bun:test';
import type { ChannelId, PlatformUserId } from '@annals/domain';
import { MessageType } from 'discord-api-types/v10';
import fc from 'fast-check';
import { messageTypeName } from './message-types.ts';
import { toMessage } from './to-message.ts';

const CHANNEL = '400000000000000001' as ChannelId;
const AUTHOR = '200000000000000001';
const OTHER = '200000000000000002';

function payload(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: '500000000000000001',
    type: 0,
    channel_id: CHANNEL,
    author: { id: AUTHOR, username: 'ada', discriminator: '0' },
    content: 'Hello',
    timestamp: '2024-05-01T10:00:00.123456+00:00',
    edited_timestamp: null,
    mentions: [],
    attachments: [],
    embeds: [],
    ...changes,
  };
}

function read(changes: Record<string, unknown> = {}) {
  const message = toMessage(CHANNEL, payload(changes));
  if (message === null) throw new Error('The message is not readable');
  return message;
}

describe('a message', () => {
  test('in the archive’s terms', () => {
    const { personIds, ...message } = read();
    expect({ ...message, personIds: [...personIds] }).toEqual({
      channelId: CHANNEL,
      id: '500000000000000001',
      authorId: AUTHOR,
      content: 'Hello',
      type: 'default',
      replyTo: null,
      createdAt: new Date('2024-05-01T10:00:00.123Z'),
      editedAt: null,
      reactionCounts: [],
      attachments: [],
      personIds: [AUTHOR],
      platformMetadata: {},
    } as unknown as typeof message & { personIds: PlatformUserId[] });
  });

  test('without an id, a type or a time is not readable', () => {
    for (const field of ['id', 'type', 'timestamp']) {
      expect(toMessage(CHANNEL, payload({ [field]: undefined }))).toBeNull();
    }
    expect(toMessage(CHANNEL, payload({ timestamp: 'yesterday' }))).toBeNull();
  });

  test('is readable whatever else comes, or comes in another form', () => {
    const fields = ['content', 'author', 'edited_timestamp', 'mentions', 'attachments', 'embeds'];
    const more = ['reactions', 'poll', 'components', 'message_reference', 'referenced_message'];
    const wild = fc.record(
      Object.fromEntries(
        [...fields, ...more, 'flags', 'new_field'].map((name) => [name, fc.anything()]),
      ),
    );
    fc.assert(
      fc.property(wild, (changes) => {
        expect(toMessage(CHANNEL, payload(changes))?.id).toBe(read().id);
      }),
    );
  });

  test('nested deeper than Discord makes any is not readable, unless nothing of that is kept', () => {
    const nested = (depth: number): unknown =>
      depth === 0 ? 1 : [{ type: 1, components: nested(depth - 1) }];
    expect(toMessage(CHANNEL, payload({ components: nested(5_000) }))).toBeNull();
    const embeds = [{ components: nested(5_000) }];
    expect(toMessage(CHANNEL, payload({ embeds }))).toBeNull();
    const forward = { message_snapshots: [{ message: { components: nested(5_000) } }] };
    expect(toMessage(CHANNEL, payload(forward))).toBeNull();
    expect(read({ components: nested(20) }).platformMetadata.components).toBeDefined();
    const message = read({ new_field: nested(5_000) });
    expect([...message.personIds]).toEqual([AUTHOR as PlatformUserId]);
  });

  test('was edited at the time that Discord says', () => {
    const edited_timestamp = '2024-05-01T11:00:00.987654+00:00';
    expect(read({ edited_timestamp }).editedAt).toEqual(new Date('2024-05-01T11:00:00.987Z'));
  });

  test('is a reply only when it is of that type', () => {
    const reference = { message_reference: { message_id: '500000000000000000', type: 0 } };
    const referenced_message = { author: { id: OTHER, username: 'ben' } };
    expect(read({ ...reference, type: 19, referenced_message }).replyTo).toEqual({
      messageId: '500000000000000000',
      authorId: OTHER,
    } as unknown as ReturnType<typeof read>['replyTo']);
    const deleted = read({ ...reference, type: 19, referenced_message: null });
    expect(deleted.replyTo?.authorId).toBeNull();
    for (const type of [0, 6, 18, 21, 46]) {
      expect(read({ ...reference, type }).replyTo).toBeNull();
    }
    const nothing = { message_reference: { channel_id: CHANNEL } };
    expect(read({ ...nothing, type: 19, referenced_message }).replyTo).toBeNull();
  });

  test('of a webhook has the webhook as its author', () => {
    const author = { id: '300000000000000001', username: 'A feed', bot: true };
    const message = read({ author, webhook_id: '300000000000000001' });
    expect(message.authorId as string).toBe('300000000000000001');
    expect(message.platformMetadata).toEqual({ webhook: true, bot: true });
    const nameless = read({ author: undefined, webhook_id: '300000000000000001' });
    expect(nameless.authorId as string).toBe('300000000000000001');
  });

  test('counts normal and burst reactions apart, with a place for lost names', () => {
    const reactions = [
      { count: 5, count_details: { normal: 3, burst: 2 }, emoji: { id: null, name: '👍' } },
      { count: 1, emoji: { id: '700000000000000001', name: 'wave', animated: true } },
      {
        count: 2,
        count_details: { normal: 2, burst: 0 },
        emoji: { id: '7000000000000002', name: null },
      },
      { count: 3, count_details: { normal: 3 }, emoji: { id: null, name: '🌱' } },
      { count: 2, emoji: { id: null, name: null } },
      { count: 2, emoji: { id: null, name: '' } },
      { count: 2, emoji: { id: '700000000000000003', name: 'x'.repeat(201) } },
      { count: 'many', emoji: { id: null, name: '🎉' } },
    ];
    expect(read({ reactions }).reactionCounts).toEqual([
      { emojiType: 'standard', emojiValue: '👍', normal: 3, burst: 2 },
      { emojiType: 'custom', emojiValue: 'wave:700000000000000001', normal: 1, burst: 0 },
      { emojiType: 'custom', emojiValue: '_:7000000000000002', normal: 2, burst: 0 },
      { emojiType: 'standard', emojiValue: '🌱', normal: 3, burst: 0 },
    ]);
  });

  test('has its files without the signature that expires', () => {
    const url = 'https://cdn.discordapp.com/attachments/1/2/plan.png?ex=1&is=2&hm=3&';
    const attachments = [
      { id: '600000000000000001', filename: 'plan.png', size: 12, url, proxy_url: url, width: 3 },
      { filename: 'no id' },
      { id: '600000000000000002', content_type: 'audio/ogg', url: 'https://example.com/?ex=1' },
    ];
    expect(read({ attachments }).attachments).toEqual([
      {
        id: '600000000000000001',
        filename: 'plan.png',
        fileSize: 12,
        contentType: null,
        url: 'https://cdn.discordapp.com/attachments/1/2/plan.png',
        platformMetadata: { width: 3 },
      },
      {
        id: '600000000000000002',
        filename: '',
        fileSize: 0,
        contentType: 'audio/ogg',
        url: 'https://example.com/?ex=1',
        platformMetadata: {},
      },
    ] as unknown as ReturnType<typeof read>['attachments']);
  });
});

describe('the people of a message', () => {
  const person = (id: string) => ({ id, username: `user ${id}` });

  test.each<[string, Record<string, unknown>]>([
    ['mentions', { mentions: [person(OTHER)] }],
    ['the answered message', { referenced_message: { author: person(OTHER) } }],
    ['its mentions', { referenced_message: { author: person(AUTHOR), mentions: [person(OTHER)] } }],
    ['the user of a command', { interaction_metadata: { user: person(OTHER) } }],
    [
      'who installed an app',
      { interaction_metadata: { authorizing_integration_owners: { 1: OTHER } } },
    ],
    ['resolved users', { resolved: { users: { [OTHER]: person(OTHER) } } }],
    ['resolved members', { resolved: { members: { [OTHER]: { nick: 'B' } } } }],
    ['a thread', { thread: { id: '1', owner_id: OTHER } }],
    ['a member of a thread', { thread: { id: '1', member: { user_id: OTHER } } }],
    ['a webhook', { message_snapshots: [{ message: { webhook_id: OTHER } }] }],
    ['the app that it came through', { application_id: OTHER }],
    ['the app of an activity', { application: { id: OTHER, name: 'A game' } }],
    ['somebody by a shown name', { embeds: [{ by: { id: OTHER, global_name: 'Ben' } }] }],
    ['somebody by a number', { embeds: [{ by: { id: OTHER, discriminator: '0001' } }] }],
    ['what a menu has chosen', { components: [{ default_values: [{ id: OTHER, type: 'user' }] }] }],
    ['a call', { call: { participants: [OTHER] } }],
    ['a clip', { attachments: [{ id: '6', clip_participants: [person(OTHER)] }] }],
    ['a forward', { message_snapshots: [{ message: { mentions: [person(OTHER)] } }] }],
    ['a sticker', { stickers: [{ id: '7', user: person(OTHER) }] }],
  ])('are found in %s', (_, changes) => {
    expect([...read(changes).personIds]).toContain(OTHER as PlatformUserId);
  });

  test('are none of the things that it names, nor anybody twice', () => {
    const { personIds } = read({
      mentions: [person(AUTHOR)],
      mention_roles: ['700000000000000001'],
      components: [{ default_values: [{ id: '700000000000000002', type: 'role' }] }],
      message_reference: { message_id: '700000000000000003', channel_id: CHANNEL },
      sticker_items: [{ id: '700000000000000004', name: 'wave', format_type: 1 }],
      interaction_metadata: { authorizing_integration_owners: { 0: '700000000000000005' } },
      thread: { id: '700000000000000006', name: 'A thread', owner_id: '1234' },
    });
    expect([...personIds]).toEqual([AUTHOR as PlatformUserId]);
  });
});

test('what may name people or expires never gets into the metadata', () => {
  const embed = {
    type: 'rich',
    title: 'Said',
    author: { name: 'ada', url: `https://discord.com/users/${AUTHOR}`, icon_url: 'https://x' },
    footer: { text: 'at noon', icon_url: 'https://x' },
    image: {
      url: 'https://media.discordapp.net/attachments/1/2/a.png?ex=1',
      proxy_url: 'https://y',
    },
  };
  const { platformMetadata } = read({
    embeds: [embed],
    mentions: [{ id: OTHER, username: 'ben', avatar: 'abc' }],
    activity: { type: 1, party_id: `spotify:${OTHER}` },
  });
  expect(platformMetadata).toEqual({
    mentions: [`<@${OTHER}>`],
    activity: { type: 'join' },
    embeds: [
      {
        type: 'rich',
        title: 'Said',
        footer: { text: 'at noon' },
        image: { url: 'https://media.discordapp.net/attachments/1/2/a.png' },
      },
    ],
  });
});

test('every documented type has a name, and others keep their number', () => {
  for (const type of Object.values(MessageType)) {
    if (typeof type === 'number') expect(messageTypeName(type)).toMatch(/^(?!unknown)[a-z0-9_]+$/);
  }
  expect(messageTypeName(MessageType.Reply)).toBe('reply');
  expect(messageTypeName(4711)).toBe('unknown_4711');
});
