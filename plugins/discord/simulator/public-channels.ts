import { ChannelType, PermissionFlagsBits } from 'discord-api-types/v10';
import type { SimulatedGuild } from './guild.ts';
import { holdsPosts, type SimulatedChannel } from './guild-contents.ts';

const { Administrator, ViewChannel, ReadMessageHistory, Connect } = PermissionFlagsBits;

const HOLD_MESSAGES: readonly ChannelType[] = [
  ChannelType.GuildText,
  ChannelType.GuildAnnouncement,
  ChannelType.GuildVoice,
  ChannelType.GuildStageVoice,
];
const NEED_CONNECT: readonly ChannelType[] = [ChannelType.GuildVoice, ChannelType.GuildStageVoice];
const PUBLIC_THREADS: readonly ChannelType[] = [
  ChannelType.PublicThread,
  ChannelType.AnnouncementThread,
];

/** Channels and threads that @everyone may see with their history, categories left out. */
export function publicChannels(guild: SimulatedGuild): SimulatedChannel[] {
  return [...guild.channels.values()].filter((channel) => isPublic(guild, channel));
}

export function mayBePostedTo({ type }: SimulatedChannel): boolean {
  return HOLD_MESSAGES.includes(type) || PUBLIC_THREADS.includes(type);
}

function isPublic(guild: SimulatedGuild, channel: SimulatedChannel): boolean {
  if (PUBLIC_THREADS.includes(channel.type)) {
    const parent = guild.channels.get(channel.parentId ?? '');
    return parent !== undefined && isPublic(guild, parent);
  }
  const isKept = HOLD_MESSAGES.includes(channel.type) || holdsPosts(channel);
  return isKept && everyoneMayRead(guild, channel);
}

/** What @everyone holds in the guild, then the channel's own overwrite for it; no other role. */
function everyoneMayRead(guild: SimulatedGuild, { type, overwrites }: SimulatedChannel): boolean {
  if ((guild.everyonePermissions & Administrator) !== 0n) return true;
  const own = overwrites.find((overwrite) => overwrite.type === 0 && overwrite.id === guild.id);
  const granted = (guild.everyonePermissions & ~(own?.deny ?? 0n)) | (own?.allow ?? 0n);
  const needed = ViewChannel | ReadMessageHistory | (NEED_CONNECT.includes(type) ? Connect : 0n);
  return (granted & needed) === needed;
}
