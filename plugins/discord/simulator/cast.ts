import type { SimulatedGuild } from './guild.ts';
import type { NewMessage } from './new-contents.ts';
import type { Random } from './random.ts';

/** Who and what messages are made of: a guild with those who act in it, and the dice. */
export interface Scene {
  readonly guild: SimulatedGuild;
  readonly random: Random;
  readonly people: readonly string[];
  readonly bots: readonly string[];
  readonly webhooks: readonly string[];
}

/** Makes up one message for a channel, and changes nothing but the guild's time. */
export type Sample = (scene: Scene, channelId: string) => NewMessage;

/** The first ids with 17 digits, and the days when they came to have 18 and 19. */
const ID_ERAS_MS: readonly (readonly [number, number])[] = [
  [Date.UTC(2015, 1, 1), Date.UTC(2015, 8, 1)],
  [Date.UTC(2015, 11, 1), Date.UTC(2022, 5, 1)],
  [Date.UTC(2022, 9, 1), Date.UTC(2023, 5, 1)],
];
const EPOCH_MS = 1_420_070_400_000;

const FIRST = ['quiet', 'amber', 'lunar', 'rusty', 'tiny', 'north', 'paper', 'velvet', 'iron'];
const LAST = ['otter', 'comet', 'maple', 'pixel', 'harbor', 'falcon', 'ember', 'moss', 'kite'];
const UNUSUAL = ['Łucja', 'زينب', '小林', 'Ζωή', '🦊 fox', "O'Neil; --", '<b>bold</b>', 'דנה'];

/** Brings people in: their accounts are older than the guild, with ids of 17 to 19 digits. */
export function addCast(guild: SimulatedGuild, random: Random, people: number): void {
  for (let index = 0; index < people; index += 1) {
    const id = oldUserId(guild, random);
    const unusual = index % 12 === 11 ? random.pick(UNUSUAL) : null;
    const username = `${random.pick(FIRST)}_${random.pick(LAST)}${index}`;
    guild.addUser(username, {
      id,
      global_name: unusual ?? username,
      avatar: random.chance(0.6) ? avatarHash(random) : null,
    });
  }
  for (const name of ['helper', 'music-box', 'poll-master']) guild.addUser(name, { bot: true });
  for (const name of ['GitHub', 'Matrix bridge', 'Alice (bridged)']) guild.addWebhook(name);
}

export function sceneOf(guild: SimulatedGuild, random: Random): Scene {
  const users = [...guild.users.values()];
  return {
    guild,
    random,
    people: users.filter(({ bot }) => bot !== true).map(({ id }) => id),
    bots: users.filter(({ bot }) => bot === true).map(({ id }) => id),
    webhooks: [...guild.webhooks.keys()],
  };
}

export function avatarHash(random: Random): string {
  const digits = Array.from({ length: 32 }, () => random.between(0, 15).toString(16));
  return digits.join('');
}

function oldUserId(guild: SimulatedGuild, random: Random): string {
  const [fromMs, toMs] = random.pick(ID_ERAS_MS);
  const ms = BigInt(random.between(fromMs, toMs) - EPOCH_MS);
  const id = (ms * 4_194_304n + BigInt(random.between(0, 4_194_303))).toString();
  return guild.users.has(id) ? oldUserId(guild, random) : id;
}
