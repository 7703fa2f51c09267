import { ChannelType, PermissionFlagsBits } from 'discord-api-types/v10';
import type { SimulatedGuild } from './guild.ts';
import { isThread, type Overwrite, type SimulatedChannel } from './guild-contents.ts';

const EVERYTHING = Object.values(PermissionFlagsBits).reduce((all, bit) => all | bit, 0n);

/** What the bot may in the whole guild: its roles together. */
export function guildPermissions(guild: SimulatedGuild): bigint {
  const together = guild.everyonePermissions | guild.botPermissions;
  return (together & PermissionFlagsBits.Administrator) === 0n ? together : EVERYTHING;
}

/** What the bot may in a channel; in a thread, what it may in the thread's parent. */
function channelPermissions(guild: SimulatedGuild, channel: SimulatedChannel): bigint {
  const base = guildPermissions(guild);
  if (base === EVERYTHING) return EVERYTHING;
  const holder = isThread(channel) ? guild.channels.get(channel.parentId ?? '') : channel;
  if (holder === undefined) return 0n;
  const of = (type: 0 | 1, id: string) =>
    holder.overwrites.filter((overwrite) => overwrite.type === type && overwrite.id === id);
  return [of(0, guild.id), of(0, guild.botRoleId), of(1, guild.botId)].reduce(overwritten, base);
}

export function mayView(guild: SimulatedGuild, channel: SimulatedChannel): boolean {
  if (channel.type === ChannelType.GuildCategory && hasViewableChild(guild, channel)) return true;
  const permissions = channelPermissions(guild, channel);
  if ((permissions & PermissionFlagsBits.ViewChannel) === 0n) return false;
  if (channel.type !== ChannelType.PrivateThread) return true;
  return (permissions & PermissionFlagsBits.ManageThreads) !== 0n;
}

/** Whether messages can be asked for at all; without the history permission there are none. */
export function mayEnter(guild: SimulatedGuild, channel: SimulatedChannel): boolean {
  if (!mayView(guild, channel)) return false;
  const isVoice =
    channel.type === ChannelType.GuildVoice || channel.type === ChannelType.GuildStageVoice;
  return !isVoice || holds(guild, channel, PermissionFlagsBits.Connect);
}

export function mayReadHistory(guild: SimulatedGuild, channel: SimulatedChannel): boolean {
  return holds(guild, channel, PermissionFlagsBits.ReadMessageHistory);
}

export function mayManageThreads(guild: SimulatedGuild, channel: SimulatedChannel): boolean {
  return holds(guild, channel, PermissionFlagsBits.ManageThreads);
}

function holds(guild: SimulatedGuild, channel: SimulatedChannel, bit: bigint): boolean {
  return (channelPermissions(guild, channel) & bit) !== 0n;
}

function overwritten(permissions: bigint, overwrites: readonly Overwrite[]): bigint {
  const denied = overwrites.reduce((bits, { deny }) => bits | deny, 0n);
  const allowed = overwrites.reduce((bits, { allow }) => bits | allow, 0n);
  return (permissions & ~denied) | allowed;
}

function hasViewableChild(guild: SimulatedGuild, category: SimulatedChannel): boolean {
  return [...guild.channels.values()].some(
    (child) => child.parentId === category.id && mayView(guild, child),
  );
}
