import { ChannelType } from 'discord-api-types/v10';

export type TrueChannelType =
  | 'text'
  | 'announcement'
  | 'voice'
  | 'stage'
  | 'forum'
  | 'media'
  | 'thread';

export function channelTypeName(type: ChannelType): TrueChannelType {
  switch (type) {
    case ChannelType.GuildText:
      return 'text';
    case ChannelType.GuildAnnouncement:
      return 'announcement';
    case ChannelType.GuildVoice:
      return 'voice';
    case ChannelType.GuildStageVoice:
      return 'stage';
    case ChannelType.GuildForum:
      return 'forum';
    case ChannelType.GuildMedia:
      return 'media';
    default:
      return 'thread';
  }
}

/** From the table in Discord's documentation; a message of a type without a name has its number. */
export function messageTypeName(type: number): string {
  return MESSAGE_TYPES.get(type)?.toLowerCase() ?? `unknown_${type}`;
}

const MESSAGE_TYPES: ReadonlyMap<number, string> = new Map([
  [0, 'DEFAULT'],
  [1, 'RECIPIENT_ADD'],
  [2, 'RECIPIENT_REMOVE'],
  [3, 'CALL'],
  [4, 'CHANNEL_NAME_CHANGE'],
  [5, 'CHANNEL_ICON_CHANGE'],
  [6, 'CHANNEL_PINNED_MESSAGE'],
  [7, 'USER_JOIN'],
  [8, 'GUILD_BOOST'],
  [9, 'GUILD_BOOST_TIER_1'],
  [10, 'GUILD_BOOST_TIER_2'],
  [11, 'GUILD_BOOST_TIER_3'],
  [12, 'CHANNEL_FOLLOW_ADD'],
  [14, 'GUILD_DISCOVERY_DISQUALIFIED'],
  [15, 'GUILD_DISCOVERY_REQUALIFIED'],
  [16, 'GUILD_DISCOVERY_GRACE_PERIOD_INITIAL_WARNING'],
  [17, 'GUILD_DISCOVERY_GRACE_PERIOD_FINAL_WARNING'],
  [18, 'THREAD_CREATED'],
  [19, 'REPLY'],
  [20, 'CHAT_INPUT_COMMAND'],
  [21, 'THREAD_STARTER_MESSAGE'],
  [22, 'GUILD_INVITE_REMINDER'],
  [23, 'CONTEXT_MENU_COMMAND'],
  [24, 'AUTO_MODERATION_ACTION'],
  [25, 'ROLE_SUBSCRIPTION_PURCHASE'],
  [26, 'INTERACTION_PREMIUM_UPSELL'],
  [27, 'STAGE_START'],
  [28, 'STAGE_END'],
  [29, 'STAGE_SPEAKER'],
  [30, 'STAGE_RAISE_HAND'],
  [31, 'STAGE_TOPIC'],
  [32, 'GUILD_APPLICATION_PREMIUM_SUBSCRIPTION'],
  [36, 'GUILD_INCIDENT_ALERT_MODE_ENABLED'],
  [37, 'GUILD_INCIDENT_ALERT_MODE_DISABLED'],
  [38, 'GUILD_INCIDENT_REPORT_RAID'],
  [39, 'GUILD_INCIDENT_REPORT_FALSE_ALARM'],
  [44, 'PURCHASE_NOTIFICATION'],
  [46, 'POLL_RESULT'],
  [55, 'HD_STREAMING_UPGRADED'],
]);
