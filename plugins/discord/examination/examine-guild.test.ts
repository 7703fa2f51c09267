import { expect, test } from 'bun:test';
import type { PlatformId } from '@annals/domain';
import { ChannelType, PermissionFlagsBits } from 'discord-api-types/v10';
import { SimulatedGuild } from '../simulator/index.ts';
import { someCall as call, serveGuild } from '../testing/served-guild.ts';

const { ViewChannel, ReadMessageHistory, Connect } = PermissionFlagsBits;

/** The channel of this name, which the simulator cannot make of that type. */
function asDirectory(channel: { readonly name?: string }): object {
  return channel.name === 'directory' ? { ...channel, type: ChannelType.GuildDirectory } : channel;
}

test('of every channel that is not archived the reason is told, and of what the bot lacks a remedy', async () => {
  const guild = new SimulatedGuild({ name: 'A guild', startMs: Date.UTC(2024, 0, 1) });
  const add = (name: string, id: string, deny: bigint, type = ChannelType.GuildText) =>
    guild.addChannel({ name, type, overwrites: [{ id, type: 0, allow: 0n, deny }] });
  const voice = ChannelType.GuildVoice;
  add('category', guild.id, ViewChannel, ChannelType.GuildCategory);
  add('directory', guild.id, 0n);
  add('staff', guild.id, ViewChannel);
  add('club', guild.id, Connect, voice);
  add('moment', guild.id, ReadMessageHistory);
  add('hidden', guild.botRoleId, ViewChannel);
  add('call', guild.botRoleId, Connect, voice);
  add('silent', guild.botRoleId, ReadMessageHistory);
  add('open', guild.botRoleId, Connect);
  await using served = await serveGuild(guild, {
    hidesUnviewableChannels: false,
    rewrite: (_, body) => (Array.isArray(body) ? body.map(asDirectory) : body),
  });
  const { diagnosis } = served.adapter;
  const examined = await diagnosis.examineCommunity(guild.id as PlatformId, call);
  expect(examined.archived.map(({ name }) => name)).toEqual(['open']);
  const told = examined.excluded.map(({ name, type, reason }) => [name, type, reason]);
  expect(told).toEqual([
    ['directory', null, 'not_kept'],
    ['staff', 'text', 'not_public'],
    ['club', 'voice', 'connect_not_public'],
    ['moment', 'text', 'history_not_public'],
    ['hidden', 'text', 'hidden_from_bot'],
    ['call', 'voice', 'connect_denied_to_bot'],
    ['silent', 'text', 'history_denied_to_bot'],
  ]);
  const found = examined.findings.map(({ code, where, remedy }) => [code, where.name, remedy]);
  const give = (right: string) =>
    `Give the bot's role ${right} in the channel's settings, under Permissions.`;
  expect(found).toEqual([
    ['channel_hidden_from_bot', 'hidden', give('View Channel')],
    ['connect_denied_to_bot', 'call', give('Connect')],
    ['history_denied_to_bot', 'silent', give('Read Message History')],
  ]);
});
