import { expect, test } from 'bun:test';
import { CryptoIdHasher, createAnonymiser, type PlatformUserId } from '@annals/domain';
import { personGrammar } from './person-grammar.ts';

const ID = '812345678901234567';
const THING = '912345678901234567';
const hasher = new CryptoIdHasher(null);
const HASH = hasher.hash(ID as PlatformUserId);
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
  [`my id is ${ID}.`, `my id is ${HASH}.`],
  [`x${ID}y`, `x${HASH}y`],
  [`<id:<@${ID}>`, `<id:<@${HASH}>`],
  [`<:${ID}:1>`, `<:${HASH}:1>`],
  [`</ban ${ID}:1>`, `</ban ${HASH}:1>`],
  [
    `https://cdn.discordapp.com/attachments/${THING}/${THING}/${ID}.png`,
    `https://cdn.discordapp.com/attachments/${THING}/${THING}/${HASH}.png`,
  ],
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
  [`https://cdn.discordapp.com/emojis/${THING}.webp?size=48`],
  [`https://media.discordapp.net/attachments/${THING}/${THING}/cat.png`],
  ['1234567890123456'],
  ['call +49 30 123456'],
])('a thing in %p stays', (text) => {
  expect(anonymiser.text(text, [])).toBe(text);
});
