import type { APIMessage } from 'discord-api-types/v10';
import { buildGuild } from './build-guild.ts';
import type { SimulatedGuild } from './guild.ts';
import type { SimulatedChannel, SimulatedMessage } from './guild-contents.ts';
import { publicChannels } from './public-channels.ts';

/** A guild large enough to hold everything that a built guild can hold. */
export const guild: SimulatedGuild = buildGuild({
  seed: 3,
  messages: 10_000,
  threads: 300,
  endMs: Date.UTC(2026, 9, 31, 12),
});

export const open: readonly SimulatedChannel[] = publicChannels(guild);
export const posted: readonly SimulatedMessage[] = open.flatMap(({ messages }) => messages);
export const payloads: readonly APIMessage[] = posted.map(({ payload }) => payload);

export function isPerson(id: string | undefined): boolean {
  const user = guild.users.get(id ?? '');
  return user !== undefined && user.bot !== true;
}

export function namesPerson(text: string | undefined): boolean {
  const mentioned = (text ?? '').matchAll(/<@!?(\d+)>/g);
  return mentioned.some(([, id]) => isPerson(id));
}

/** A table as `test.each` takes it. */
export function rows<T>(table: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(table);
}
