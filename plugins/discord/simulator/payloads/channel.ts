import {
  type APIChannel,
  type APIOverwrite,
  ChannelType,
  ForumLayoutType,
  VideoQualityMode,
} from 'discord-api-types/v10';
import type { SimulatedGuild } from '../guild.ts';
import { isThread, type SimulatedChannel } from '../guild-contents.ts';
import { threadPayload } from './thread.ts';

/** A channel or thread as the API gives it. */
export function channelPayload(guild: SimulatedGuild, channel: SimulatedChannel): APIChannel {
  const base = basePayload(guild, channel);
  const text = { ...base, topic: channel.topic, last_message_id: channel.lastMessageId };
  switch (channel.type) {
    case ChannelType.GuildText:
      return { ...text, type: channel.type, rate_limit_per_user: 0 };
    case ChannelType.GuildAnnouncement:
      return { ...text, type: channel.type, rate_limit_per_user: 0 };
    case ChannelType.GuildCategory:
      return { ...base, type: channel.type, parent_id: null };
    case ChannelType.GuildVoice:
      return { ...base, ...voiceFields(channel), type: channel.type };
    case ChannelType.GuildStageVoice:
      return { ...base, ...voiceFields(channel), type: channel.type };
    case ChannelType.GuildForum:
      return {
        ...text,
        ...forumFields(channel),
        type: channel.type,
        default_forum_layout: ForumLayoutType.NotSet,
      };
    case ChannelType.GuildMedia:
      return { ...text, ...forumFields(channel), type: channel.type };
    case ChannelType.AnnouncementThread:
    case ChannelType.PublicThread:
    case ChannelType.PrivateThread:
      return threadPayload(guild, channel);
    default:
      throw new RangeError(`A guild holds no channel of type ${channel.type}.`);
  }
}

function forumFields({ tags, defaultReaction }: SimulatedChannel) {
  return {
    available_tags: [...tags],
    default_reaction_emoji: defaultReaction,
    default_sort_order: null,
    rate_limit_per_user: 0,
  };
}

function basePayload(guild: SimulatedGuild, channel: SimulatedChannel) {
  const siblings = [...guild.channels.values()].filter((other) => !isThread(other));
  return {
    id: channel.id,
    guild_id: guild.id,
    name: channel.name,
    position: siblings.indexOf(channel),
    flags: 0,
    nsfw: false,
    parent_id: channel.parentId,
    permission_overwrites: channel.overwrites.map(
      ({ id, type, allow, deny }): APIOverwrite => ({
        id,
        type,
        allow: allow.toString(),
        deny: deny.toString(),
      }),
    ),
  };
}

function voiceFields({ lastMessageId }: SimulatedChannel) {
  return {
    last_message_id: lastMessageId,
    rate_limit_per_user: 0,
    bitrate: 64_000,
    user_limit: 0,
    rtc_region: null,
    video_quality_mode: VideoQualityMode.Auto,
  };
}
