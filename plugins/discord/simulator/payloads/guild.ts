import {
  type APIGuild,
  type APIGuildMember,
  type APIRole,
  type APIUser,
  type GuildMemberFlags,
  type GuildSystemChannelFlags,
  Locale,
  type RESTAPIPartialCurrentUserGuild,
  type RoleFlags,
} from 'discord-api-types/v10';
import type { SimulatedGuild } from '../guild.ts';
import { apiTimestamp } from '../iso-time.ts';
import { guildPermissions } from '../permissions.ts';
import { madeAt } from '../snowflakes.ts';

/** The guild on its own: channels, threads and members are not in it. */
export function guildPayload(guild: SimulatedGuild, withCounts: boolean): APIGuild {
  return {
    ...emptyProfile,
    id: guild.id,
    name: guild.name,
    owner_id: guild.ownerId,
    roles: rolePayloads(guild),
    ...(withCounts ? countFields(guild) : {}),
  };
}

/** One line of the bot's own list; `permissions` are those before any overwrite. */
export function partialGuildPayload(
  guild: SimulatedGuild,
  withCounts: boolean,
): RESTAPIPartialCurrentUserGuild {
  return {
    id: guild.id,
    name: guild.name,
    icon: null,
    banner: null,
    owner: false,
    permissions: guildPermissions(guild).toString(),
    features: [],
    ...(withCounts ? countFields(guild) : {}),
  };
}

export function rolePayloads(guild: SimulatedGuild): APIRole[] {
  const everyone = rolePayload(guild.id, '@everyone', guild.everyonePermissions);
  const bot = rolePayload(guild.botRoleId, 'annals', guild.botPermissions);
  return [everyone, { ...bot, position: 1, managed: true, tags: { bot_id: guild.botId } }];
}

/** Only the bot holds a role beyond @everyone, which no list of roles names. */
export function memberPayload(guild: SimulatedGuild, user: APIUser): APIGuildMember {
  return {
    user,
    nick: null,
    avatar: null,
    banner: null,
    roles: user.id === guild.botId ? [guild.botRoleId] : [],
    joined_at: apiTimestamp(Math.max(madeAt(guild.id), madeAt(user.id))),
    premium_since: null,
    communication_disabled_until: null,
    pending: false,
    flags: 0 as GuildMemberFlags,
    mute: false,
    deaf: false,
  };
}

function rolePayload(id: string, name: string, permissions: bigint): APIRole {
  return {
    id,
    name,
    permissions: permissions.toString(),
    position: 0,
    color: 0,
    colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
    hoist: false,
    managed: false,
    mentionable: false,
    icon: null,
    unicode_emoji: null,
    flags: 0 as RoleFlags,
  };
}

function countFields({ users }: SimulatedGuild) {
  return { approximate_member_count: users.size, approximate_presence_count: 1 };
}

/** What every simulated guild leaves at its beginning. */
const emptyProfile = {
  icon: null,
  description: null,
  home_header: null,
  splash: null,
  discovery_splash: null,
  banner: null,
  features: [],
  emojis: [],
  stickers: [],
  application_id: null,
  region: 'deprecated',
  afk_channel_id: null,
  afk_timeout: 300,
  system_channel_id: null,
  system_channel_flags: 0 as GuildSystemChannelFlags,
  widget_enabled: false,
  widget_channel_id: null,
  verification_level: 0,
  default_message_notifications: 0,
  mfa_level: 0,
  explicit_content_filter: 0,
  max_presences: null,
  max_members: 500_000,
  max_stage_video_channel_users: 50,
  max_video_channel_users: 25,
  vanity_url_code: null,
  premium_tier: 0,
  premium_subscription_count: 0,
  preferred_locale: Locale.EnglishUS,
  rules_channel_id: null,
  safety_alerts_channel_id: null,
  public_updates_channel_id: null,
  premium_progress_bar_enabled: false,
  nsfw: false,
  nsfw_level: 0,
  hub_type: null,
  incidents_data: null,
} as const satisfies Partial<APIGuild> & Record<string, unknown>;
