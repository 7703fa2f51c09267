import { describe, expect, test } from 'bun:test';
import { join } from 'node:path';
import { CryptoIdHasher, createAnonymiser } from '@annals/domain';
import {
  AttachmentFlags,
  BaseThemeType,
  ChannelFlags,
  ComponentType,
  ForumLayoutType,
  InteractionType,
  MessageActivityType,
  MessageFlags,
  MessageReferenceType,
  SortOrderType,
  StickerFormatType,
} from 'discord-api-types/v10';
import fc from 'fast-check';
import { PeopleIn } from '../messages/people.ts';
import { personGrammar } from '../person-grammar.ts';
import { payloads } from '../simulator/test-guild.ts';
import { wildPayload } from '../testing/wild-payload.ts';
import { attachmentMetadata } from './attachment.ts';
import { channelMetadata } from './channel.ts';
import { messageMetadata } from './message.ts';
import * as names from './names.ts';
import { metadataPage } from './page.ts';
import type { NameTable, Shape } from './shape.ts';

const anonymiser = createAnonymiser(personGrammar, new CryptoIdHasher(null));
const shapes: readonly Shape[] = [channelMetadata, messageMetadata, attachmentMetadata];

/** As it is stored. */
function storedOf(shape: Shape, raw: Readonly<Record<string, unknown>>) {
  return anonymiser.json(shape.read(raw), new PeopleIn(raw));
}

describe('whatever a payload holds', () => {
  test.each(shapes.map((shape): [string, Shape] => [shape.title, shape]))(
    'the metadata of %s has the documented form',
    (_, shape) => {
      const { schema } = shape;
      fc.assert(
        fc.property(wildPayload(shape), (raw) => {
          expect(schema.safeParse(storedOf(shape, raw)).error).toBeUndefined();
        }),
        { numRuns: 500 },
      );
    },
  );

  test('what the simulated guild says fits, too', () => {
    const { schema } = messageMetadata;
    const used = new Set<string>();
    for (const payload of payloads) {
      const stored = storedOf(messageMetadata, { ...payload });
      expect(schema.safeParse(stored).error).toBeUndefined();
      for (const key of Object.keys(stored)) used.add(key);
    }
    expect(used.size).toBeGreaterThan(15);
  });

  test('a key that is not documented is not of the form', () => {
    expect(messageMetadata.schema.safeParse({ pinned: true, nonce: '1' }).success).toBe(false);
  });
});

describe('what people ask of an archive', () => {
  const said = (payload: Record<string, unknown>) => messageMetadata.read(payload);

  test('a poll with its votes, and how it ended', () => {
    const poll = {
      question: { text: 'Tea?' },
      answers: [{ answer_id: 1, poll_media: { text: 'Yes', emoji: { id: null, name: '🫖' } } }],
      expiry: '2024-05-01T10:00:00+00:00',
      allow_multiselect: false,
      results: { is_finalized: true, answer_counts: [{ id: 1, count: 0, me_voted: false }] },
    };
    expect(said({ poll })).toEqual({
      poll: {
        question: { text: 'Tea?' },
        answers: [{ answerId: 1, pollMedia: { text: 'Yes', emoji: { name: '🫖' } } }],
        expiry: '2024-05-01T10:00:00+00:00',
        results: { isFinalized: true, answerCounts: [{ id: 1, count: 0 }] },
      },
    });
    const open = { ...poll, results: { is_finalized: false, answer_counts: [] } };
    expect(said({ poll: open })).toMatchObject({ poll: { results: {} } });
    expect(said({ poll: { ...poll, results: null } }).poll).not.toHaveProperty('results');
    const fields = [
      { name: 'poll_question_text', value: 'Tea?' },
      { name: 'victor_answer_id', value: '1' },
      { name: 'total_votes', value: '7' },
      { name: { toString: 1 }, value: 'of no name' },
    ];
    expect(said({ type: 46, embeds: [{ type: 'poll_result', fields }] }).pollResult).toEqual({
      pollQuestionText: 'Tea?',
      victorAnswerId: 1,
      totalVotes: 7,
    });
    expect(said({ type: 0, embeds: [{ fields }] })).not.toHaveProperty('pollResult');
  });

  test('what an embed says in components', () => {
    const text = { type: 10, content: 'Tea is ready.' };
    const embeds = [{ type: 'rich', components: [{ type: 17, components: [text] }] }];
    expect(said({ embeds }).embeds).toEqual([
      {
        type: 'rich',
        components: [
          { type: 'container', components: [{ type: 'text_display', content: 'Tea is ready.' }] },
        ],
      },
    ]);
  });

  test('a button that shows an emoji or sells something, and the emoji of what a menu offers', () => {
    const emoji = { id: '7', name: 'tea', animated: true };
    const options = [{ label: 'Tea', value: 'tea', emoji: { name: '🫖' } }];
    const components = [
      { type: 2, style: 1, custom_id: 'tea', emoji },
      { type: 2, style: 6, sku_id: '8' },
      { type: 3, custom_id: 'drinks', options },
    ];
    expect(said({ components: [{ type: 1, components }] }).components).toEqual([
      {
        type: 'action_row',
        components: [
          { type: 'button', emoji: { id: '7', name: 'tea' } },
          { type: 'button', skuId: '8' },
          { type: 'string_select', options: [{ label: 'Tea', emoji: { name: '🫖' } }] },
        ],
      },
    ]);
  });

  test('what the file of a component is', () => {
    const media = {
      url: 'https://example.com/a.png',
      content_type: 'image/png',
      width: 3,
      height: 2,
    };
    const items = [{ media: { ...media, id: '9', proxy_url: 'https://example.com/b' } }];
    expect(said({ components: [{ type: 12, items }] }).components).toEqual([
      {
        type: 'media_gallery',
        items: [{ media: { url: media.url, contentType: 'image/png', width: 3, height: 2 } }],
      },
    ]);
  });

  test('the stickers of an old message, which came whole', () => {
    const stickers = [{ id: '7', name: 'Wave', format_type: 1, tags: '👋', user: { id: '5' } }];
    const wave = { stickerItems: [{ id: '7', name: 'Wave', format: 'png' }] };
    expect(said({ stickers })).toEqual(wave);
    expect(said({ stickers, sticker_items: [{ id: '7', name: 'Wave', format_type: 1 }] })).toEqual(
      wave,
    );
  });

  test('the colours of a client that were shared', () => {
    const theme = { colors: ['5865f2', 'eb459e'], gradient_angle: 45, base_mix: 60, base_theme: 1 };
    expect(said({ shared_client_theme: theme })).toEqual({
      sharedClientTheme: {
        colors: ['5865f2', 'eb459e'],
        gradientAngle: 45,
        baseMix: 60,
        baseTheme: 'dark',
      },
    });
  });

  test('a forward with the text and the files of what it forwards', () => {
    const url = 'https://cdn.discordapp.com/attachments/1/2/a.ogg';
    const attachments = [
      { id: '2', filename: 'a.ogg', size: 9, url: `${url}?ex=1`, duration_secs: 3.24 },
    ];
    const message = { type: 0, content: 'Look', attachments, flags: 1 << 13 };
    expect(
      said({
        flags: 1 << 14,
        message_reference: { type: 1, message_id: '7', channel_id: '8', guild_id: '9' },
        message_snapshots: [{ message }],
      }),
    ).toEqual({
      flags: ['has_snapshot'],
      messageReference: { type: 'forward', messageId: '7', channelId: '8', guildId: '9' },
      messageSnapshots: [
        {
          message: {
            type: 'default',
            content: 'Look',
            flags: ['is_voice_message'],
            attachments: [{ id: '2', filename: 'a.ogg', size: 9, url, durationSecs: 3.24 }],
          },
        },
      ],
    });
  });

  test('who used which command, whichever of the two fields names it', () => {
    const interaction = { type: 2, name: 'ping', user: { id: '5' } };
    const interaction_metadata = { type: 2, user: { id: '5' }, target_message_id: '6' };
    expect(said({ interaction, interaction_metadata }).interaction).toEqual({
      type: 'application_command',
      name: 'ping',
      user: '<@5>',
      targetMessageId: '6',
    });
  });

  test('on which message a button was pressed', () => {
    const interaction_metadata = { type: 3, user: { id: '5' }, interacted_message_id: '6' };
    expect(said({ interaction_metadata }).interaction).toEqual({
      type: 'message_component',
      user: '<@5>',
      interactedMessageId: '6',
    });
  });

  test('who took part in a call, and when it ended', () => {
    const call = { participants: ['5', '6'], ended_timestamp: '2024-05-01T10:00:00.123456+00:00' };
    expect(said({ call })).toEqual({
      call: { participants: ['<@5>', '<@6>'], endedTimestamp: '2024-05-01T10:00:00.123456+00:00' },
    });
  });

  test('nothing where nothing of an object is kept', () => {
    expect(said({ activity: { party_id: 'spotify:5' }, thread: { owner_id: '5' } })).toEqual({});
  });

  test('what was bought', () => {
    const bought = { listing_id: '7', product_name: 'Wallpapers' };
    const purchase_notification = { type: 0, guild_product_purchase: bought };
    expect(said({ type: 44, purchase_notification })).toEqual({
      purchaseNotification: {
        guildProductPurchase: { listingId: '7', productName: 'Wallpapers' },
      },
    });
  });

  test('a webhook’s message is marked, an app’s answer is not', () => {
    expect(said({ webhook_id: '1' })).toEqual({ webhook: true });
    expect(said({ webhook_id: '1', application_id: '1' })).toEqual({ applicationId: '1' });
  });

  test('flags by their names, and by their bit where there is no name yet', () => {
    expect(said({ flags: 2 ** 0 + 2 ** 15 + 2 ** 40 }).flags).toEqual([
      'crossposted',
      'is_components_v2',
      'unknown_40',
    ]);
    expect(said({ flags: 0 })).toEqual({});
  });

  test('a spoiler by its flag or by its name', () => {
    expect(attachmentMetadata.read({ filename: 'SPOILER_a.png' })).toEqual({ spoiler: true });
    expect(attachmentMetadata.read({ filename: 'no_SPOILER_a.png' })).toEqual({});
    expect(attachmentMetadata.read({ flags: (1 << 3) | (1 << 5) })).toEqual({
      spoiler: true,
      flags: ['is_spoiler', 'is_animated'],
    });
  });

  test('the game that a clip shows, and who is in it', () => {
    const application = { id: '5', name: 'A game', icon: 'abc', verify_key: 'def' };
    expect(attachmentMetadata.read({ clip_participants: [{ id: '6' }], application })).toEqual({
      clipParticipants: ['<@6>'],
      application: { id: '5', name: 'A game' },
    });
  });

  test('the channels that a crosspost mentions, by their ids alone', () => {
    const mention_channels = [{ id: '4', guild_id: '1', type: 0, name: 'tea' }, { name: 'no id' }];
    expect(said({ mention_channels })).toEqual({ mentionChannelIds: ['4'] });
  });

  test('how slow the threads of a channel are to begin with', () => {
    expect(channelMetadata.read({ default_thread_rate_limit_per_user: 30 })).toEqual({
      defaultThreadRateLimitPerUser: 30,
    });
  });

  test('the tags of a forum, and those of a post', () => {
    const tag = { id: '3', name: 'bug', moderated: true, emoji_id: null, emoji_name: '🐞' };
    expect(channelMetadata.read({ available_tags: [tag] })).toEqual({
      availableTags: [{ id: '3', name: 'bug', moderated: true, emojiName: '🐞' }],
    });
    expect(channelMetadata.read({ applied_tags: ['3'] })).toEqual({ appliedTagIds: ['3'] });
  });

  test('something other than an id never stands under a key of ids', () => {
    expect(said({ application_id: 'by 80351110224678912', mention_roles: ['x', '4'] })).toEqual({
      mentionRoleIds: ['4'],
    });
  });
});

const position = (value: number) => Math.log2(value);
const itself = (value: number) => value;

test.each<[string, NameTable, object, (value: number) => number]>([
  ['message flags', names.messageFlags, MessageFlags, position],
  ['attachment flags', names.attachmentFlags, AttachmentFlags, position],
  ['channel flags', names.channelFlags, ChannelFlags, position],
  ['components', names.componentTypes, ComponentType, itself],
  ['references', names.referenceTypes, MessageReferenceType, itself],
  ['interactions', names.interactionTypes, InteractionType, itself],
  ['activities', names.activityTypes, MessageActivityType, itself],
  ['stickers', names.stickerFormats, StickerFormatType, itself],
  ['sort orders', names.sortOrders, SortOrderType, itself],
  ['forum layouts', names.forumLayouts, ForumLayoutType, itself],
  ['themes', names.baseThemes, BaseThemeType, itself],
])('all documented %s have a name', (_, table, documented, numberOf) => {
  const values = Object.values(documented).filter((value) => typeof value === 'number');
  expect(values.length).toBeGreaterThan(0);
  expect(values.filter((value) => table.names[numberOf(value)] === undefined)).toEqual([]);
});

test('the page says what the code reads (else: bun run docs)', async () => {
  expect(await Bun.file(join(import.meta.dir, '../METADATA.md')).text()).toBe(metadataPage());
});
