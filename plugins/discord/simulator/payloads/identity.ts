import { type APIApplication, type APIUser, ApplicationFlags, Locale } from 'discord-api-types/v10';

/** The bot as it sees itself. */
export function ownUserPayload(bot: APIUser): APIUser {
  return { ...bot, verified: true, mfa_enabled: false, locale: Locale.EnglishUS, email: null };
}

/** `flags` say whether the application may read what people write; without them nothing does. */
export function applicationPayload(
  bot: APIUser,
  { owner, guildCount, isContentGranted }: ApplicationFacts,
): Partial<APIApplication> & Record<string, unknown> {
  const flags = isContentGranted ? ApplicationFlags.GatewayMessageContentLimited : 0;
  return {
    id: bot.id,
    name: bot.username,
    icon: null,
    description: '',
    type: null,
    summary: '',
    bot,
    bot_public: false,
    bot_require_code_grant: false,
    verify_key: '0'.repeat(64),
    ...(isContentGranted !== null && {
      flags: flags as ApplicationFlags,
      flags_new: flags.toString(),
    }),
    redirect_uris: [],
    interactions_endpoint_url: null,
    role_connections_verification_url: null,
    owner,
    approximate_guild_count: guildCount,
    approximate_user_install_count: 0,
    approximate_user_authorization_count: 0,
    explicit_content_filter: 0,
    team: null,
    eligible_oauth2_scopes: [],
  };
}

interface ApplicationFacts {
  readonly owner: APIUser;
  readonly guildCount: number;
  readonly isContentGranted: boolean | null;
}
