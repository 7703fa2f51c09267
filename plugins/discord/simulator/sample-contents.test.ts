import { describe, expect, test } from 'bun:test';
import type { APIAttachment } from 'discord-api-types/v10';
import type { SimulatedReaction } from './guild-contents.ts';
import { namesPerson, payloads, posted, rows } from './test-guild.ts';

const files = payloads.flatMap(({ attachments }) => attachments);
const reactions = posted.flatMap((message) => message.reactions);

/** Each has to be somewhere in a text. */
const texts: Readonly<Record<string, RegExp>> = {
  Arabic: /\p{Script=Arabic}{3}/u,
  Hebrew: /\p{Script=Hebrew}{3}/u,
  Han: /\p{Script=Han}{2}/u,
  Hangul: /\p{Script=Hangul}{2}/u,
  Devanagari: /\p{Script=Devanagari}{3}/u,
  Cyrillic: /\p{Script=Cyrillic}{3}/u,
  'combining marks': /\p{L}\p{M}{2}/u,
  'a family of emoji': /\u{1F468}\u200D\u{1F469}/u,
  'U+0000': /\0/,
  'a lone high surrogate': /[\ud800-\udbff](?![\udc00-\udfff])/,
  'a lone low surrogate': /(?<![\ud800-\udbff])[\udc00-\udfff]/,
  SQL: /DROP TABLE/,
  HTML: /<script>/,
  'a mention': /<@\d{17,19}>/,
  'an old mention': /<@!\d{17,19}>/,
  'a role': /<@&\d+>/,
  'a channel': /<#\d+>/,
  'a command': /<\/remind me:\d+>/,
  'an emoji': /<:blob:\d+>/,
  'a moving emoji': /<a:party:\d+>/,
  'a time': /<t:\d+:R>/,
  'an id alone': /id is \d{17,19},/,
  'a profile': /discord\.com\/users\/\d+/,
  'a link to a message': /discord\.com\/channels\/\d+\/\d+\/\d+/,
  'an avatar': /cdn\.discordapp\.com\/avatars\/\d+\/[0-9a-f]{32}/,
  'an avatar of this guild': /\/guilds\/\d+\/users\/\d+\/avatars\//,
};

const onFiles: Readonly<Record<string, (file: APIAttachment) => boolean>> = {
  'a title that names somebody': ({ title }) => namesPerson(title),
  'a description that names somebody': ({ description }) => namesPerson(description),
  'a name that holds an id': ({ filename }) => /profile-\d{17,19}/.test(filename),
  'a name that marks a spoiler': ({ filename }) => filename.startsWith('SPOILER_'),
  'a flag that marks a spoiler': ({ flags = 0 }) => (flags & 8) !== 0,
  'people in a clip': ({ clip_participants: people = [] }) => people.length > 1,
  'no media type': ({ content_type: type }) => type === undefined,
  'no bytes': ({ size }) => size === 0,
};

const onReactions: Readonly<Record<string, (reaction: SimulatedReaction) => boolean>> = {
  'a flag': ({ emoji }) => emoji.name === '🇩🇪',
  'a flag of tags': ({ emoji }) => emoji.name?.includes('\u{E0067}') === true,
  'a family': ({ emoji }) => /👨\u200D/u.test(emoji.name ?? ''),
  'a skin tone': ({ emoji, unlistable }) => emoji.name === '👋🏻' && !unlistable,
  'a skin tone that cannot be listed': ({ emoji, unlistable }) =>
    /\p{Emoji_Modifier}/u.test(emoji.name ?? '') && unlistable,
  'a custom emoji': ({ emoji }) => emoji.id !== null && emoji.name === 'blob',
  'a moving one': ({ emoji }) => emoji.animated === true,
  'a deleted one': ({ emoji }) => emoji.id !== null && emoji.name === null,
  'a super reaction': ({ burst }) => burst.size > 0,
  'somebody with both kinds': ({ normal, burst }) => normal.intersection(burst).size > 0,
  'more than a page of people, twice': ({ normal, burst }) => normal.size > 100 && burst.size > 100,
};

describe('in a text there is', () => {
  test.each(rows(texts))('%s', (_, text) =>
    expect(payloads.some(({ content }) => text.test(content))).toBe(true),
  );
});

describe('on a file there is', () => {
  test.each(rows(onFiles))('%s', (_, holds) => expect(files.some(holds)).toBe(true));
});

describe('among reactions there is', () => {
  test.each(rows(onReactions))('%s', (_, holds) => expect(reactions.some(holds)).toBe(true));
});
