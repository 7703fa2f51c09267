import { expect, test } from 'bun:test';
import { CryptoIdHasher, createAnonymiser, type PlatformUserId } from '@annals/domain';
import fc from 'fast-check';
import { personGrammar } from './person-grammar.ts';

const ID = '812345678901234567';
const THING = '912345678901234567';
const hasher = new CryptoIdHasher(null);
const hash = (text: string) => hasher.hash(text as PlatformUserId);
const HASH = hash(ID);
/** Ids of nineteen and of seventeen digits. */
const LONG = '1140000000000000001';
const OLD = '80351110224678912';
const PICTURE = '0123456789abcdef'.repeat(2);
const anonymiser = createAnonymiser(personGrammar, hasher);

test.each([
  [`<@${ID}>`, `<@${HASH}>`],
  [`<@!${ID}>`, `<@${HASH}>`],
  [`see https://discord.com/users/${ID}`, `see https://discord.com/users/${HASH}`],
  [
    `https://cdn.discordapp.com/avatars/${ID}/0123.png`,
    `https://cdn.discordapp.com/avatars/${HASH}/0123.png`,
  ],
  [
    `https://cdn.discordapp.com/guilds/${THING}/users/${ID}/avatars/0123.png`,
    `https://cdn.discordapp.com/guilds/${THING}/users/${HASH}/avatars/0123.png`,
  ],
  [
    `https://cdn.discordapp.com/app-icons/${ID}/${PICTURE}.png`,
    `https://cdn.discordapp.com/app-icons/${HASH}/${PICTURE}.png`,
  ],
  [`my id is ${ID}.`, `my id is ${HASH}.`],
  [`x${ID}y`, `x${HASH}y`],
  [`1.${ID}`, `1.${HASH}`],
  [`10.${ID}`, `10.${HASH}`],
  [`0. ${ID}`, `0. ${HASH}`],
  [`<id:<@${ID}>`, `<id:<@${HASH}>`],
  [`<:${ID}:1>`, `<:${HASH}:1>`],
  [`</ban ${ID}:1>`, `</ban ${HASH}:1>`],
  [
    `https://cdn.discordapp.com/attachments/${THING}/${THING}/${ID}.png`,
    `https://cdn.discordapp.com/attachments/${THING}/${THING}/${HASH}.png`,
  ],
  ['https://discord.com/users/4711', `https://discord.com/users/${hash('4711')}`],
  [`discord://-/users/${ID}`, `discord://-/users/${HASH}`],
  [`?who=%3C%40${ID}%3E`, `?who=%3C%40${HASH}%3E`],
  [`%20${LONG}`, `%20${hash(LONG)}`],
  [`%2540${LONG}`, `%2540${hash(LONG)}`],
  [`%${OLD}`, `%${hash(OLD)}`],
  [`%2540${OLD}`, `%2540${hash(OLD)}`],
  [
    String.raw`{\u0022user\u0022:\u0022${ID}\u0022}`,
    String.raw`{\u0022user\u0022:\u0022${HASH}\u0022}`,
  ],
  [String.raw`\\u0040${LONG}`, String.raw`\\u0040${hash(LONG)}`],
  [String.raw`\u00a0${OLD}`, String.raw`\u00a0${hash(OLD)}`],
  [String.raw`{\x22user\x22:\x22${OLD}\x22}`, String.raw`{\x22user\x22:\x22${hash(OLD)}\x22}`],
  [String.raw`C:\u${ID}`, String.raw`C:\u${HASH}`],
  [`user_${ID}_v2`, `user_${HASH}_v2`],
  [
    `https://cdn.discordapp.com/avatars/${ID}/${PICTURE}.png?size=64`,
    `https://cdn.discordapp.com/avatars/${HASH}/${hash(PICTURE)}.png?size=64`,
  ],
  [
    `https://cdn.discordapp.com/guilds/${THING}/users/${ID}/avatars/a_${PICTURE}.gif`,
    `https://cdn.discordapp.com/guilds/${THING}/users/${HASH}/avatars/${hash(`a_${PICTURE}`)}.gif`,
  ],
  [
    `https://images-ext-1.discordapp.net/external/x/https/cdn.discordapp.com/avatars/${ID}/${PICTURE}.png`,
    `https://images-ext-1.discordapp.net/external/x/https/cdn.discordapp.com/avatars/${HASH}/${hash(PICTURE)}.png`,
  ],
  [
    `https%3A%2F%2Fcdn.discordapp.com%2Favatars%2F${ID}%2F${PICTURE}.png`,
    `https%3A%2F%2Fcdn.discordapp.com%2Favatars%2F${HASH}%2F${hash(PICTURE)}.png`,
  ],
  [
    String.raw`{"icon":"https:\/\/cdn.discordapp.com\/avatars\/${ID}\/${PICTURE}.png"}`,
    String.raw`{"icon":"https:\/\/cdn.discordapp.com\/avatars\/${HASH}\/${hash(PICTURE)}.png"}`,
  ],
  [
    String.raw`https:\u002F\u002Fcdn.discordapp.com\u002Favatars\u002F${ID}\u002F${PICTURE}.png`,
    String.raw`https:\u002F\u002Fcdn.discordapp.com\u002Favatars\u002F${HASH}\u002F${hash(PICTURE)}.png`,
  ],
  [
    String.raw`cdn.discordapp.com\x2fbanners\x2f${ID}\x2fa_${PICTURE}.gif`,
    String.raw`cdn.discordapp.com\x2fbanners\x2f${HASH}\x2f${hash(`a_${PICTURE}`)}.gif`,
  ],
  [String.raw`discord.com\/users\/4711`, String.raw`discord.com\/users\/${hash('4711')}`],
  [
    `https://cdn.discordapp.com/banners/4711/0.png`,
    `https://cdn.discordapp.com/banners/${hash('4711')}/0.png`,
  ],
  [
    `https://cdn.discordapp.com/guilds/${THING}/users/4711/avatars/0.png`,
    `https://cdn.discordapp.com/guilds/${THING}/users/${hash('4711')}/avatars/0.png`,
  ],
  [
    `https%3A%2F%2Fcdn.discordapp.com%2Fattachments%2F${THING}%2F${THING}%2F${ID}.png`,
    `https%3A%2F%2Fcdn.discordapp.com%2Fattachments%2F${THING}%2F${THING}%2F${HASH}.png`,
  ],
  [`https://x.com/${ID}/status/1`, `https://x.com/${HASH}/status/1`],
  [`https://tenor.com/view/${ID}-gif-1`, `https://tenor.com/view/${HASH}-gif-1`],
  [`https://tiktok.com/@${ID}/video/1`, `https://tiktok.com/@${HASH}/video/1`],
  [`https://elsewhere.com/status/${ID}`, `https://elsewhere.com/status/${HASH}`],
])('a person in %p is hashed', (text, expected) => {
  expect(anonymiser.text(text, [])).toBe(expected);
});

test.each([
  [`<#${THING}>`],
  [`<@&${THING}>`],
  [`<:wave:${THING}>`],
  [`<a:wave:${THING}>`],
  [`</ban user:${THING}>`],
  ['<t:1700000000:R>'],
  [`<id:customize>`],
  [`<id:linked-roles:${THING}>`],
  [`</играть в-мяч_2:${THING}>`],
  [`https://discord.com/channels/${THING}/${THING}/${THING}`],
  [`https://ptb.discord.com/channels/@me/${THING}`],
  [`https://discord.com/events/${THING}/${THING}`],
  [`https://cdn.discordapp.com/emojis/${THING}.webp?size=48`],
  [`https://media.discordapp.net/attachments/${THING}/${THING}/cat.png`],
  [
    `https://images-ext-1.discordapp.net/external/x/https/cdn.discordapp.com/attachments/${THING}/${THING}/a.png`,
  ],
  [
    `https://images.example/?url=https%3A%2F%2Fcdn.discordapp.com%2Fattachments%2F${THING}%2F${THING}`,
  ],
  [`?to=https%253A%252F%252Fdiscord.com%252Fchannels%252F%2540me%252F${THING}`],
  [String.raw`{"url":"https:\/\/discord.com\/channels\/${THING}\/${THING}\/${THING}"}`],
  [String.raw`https:\u002F\u002Fdiscord.com\u002Fchannels\u002F${THING}\u002F${THING}`],
  [String.raw`sha\u002F${PICTURE}`],
  [`https://tenor.com/view/cat-dance-2-gif-${THING}`],
  [`https://tenor.com/de/view/кот-gif-${LONG}`],
  [`https://twitter.com/someone/status/${LONG}?s=20`],
  [`https://x.com/i/web/status/${LONG}`],
  [`https://www.tiktok.com/@some.one/video/${LONG}`],
  [`commit ${PICTURE}`],
  ['0.1 + 0.2 = 0.30000000000000004'],
  ['1234567890123456'],
  ['123456789012345678901'],
  ['call +49 30 123456'],
])('a thing in %p stays', (text) => {
  expect(anonymiser.text(text, [])).toBe(text);
});

test('a text without a trace of anybody comes out as it would without looking for a trace first', () => {
  const unhurried = createAnonymiser({ ...personGrammar, trace: '' }, hasher);
  const part = fc.oneof(
    fc.constantFrom('<@', '<@!', '>', '%40', '%2F', '/', 'discord.com', 'users', 'avatars', 'a_'),
    fc.constantFrom(ID, LONG, PICTURE, 'abcdef'.repeat(6), '4711'),
    fc.string({ unit: 'grapheme', maxLength: 6 }),
  );
  const text = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, (raw) => {
      expect(anonymiser.text(raw, [])).toBe(unhurried.text(raw, []));
    }),
    { numRuns: 2_000 },
  );
});

test.each([[2_000], [4_096], [100_000]])(
  'nobody is left in a text of %d signs that is made to take long',
  (length) => {
    for (const filling of [
      '%25',
      String.raw`\u0022`,
      '25',
      '%',
      '/',
      '<:',
      '</a',
      'a',
      '4',
      'discord.com%2Fusers%2F',
      'https%3A%2F%2Fdiscord.com%2Fchannels%2F',
      'https://tenor.com/view/-',
      '-',
    ]) {
      const beginning = filling.repeat(Math.floor(length / filling.length));
      const told = anonymiser.text(`%${beginning} <@${ID}> ${ID} %${beginning}`, []);
      expect(told).not.toContain(ID);
    }
  },
);
