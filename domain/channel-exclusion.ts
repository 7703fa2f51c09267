/** Why a channel is not archived, in words. Public: programs act on the codes. */
export const channelExclusions = {
  not_public: 'not everyone may see it',
  history_not_public: 'not everyone may read its history',
  connect_not_public: 'its chat is for those who may join the call, and not everyone may',
  hidden_from_bot: 'everyone may see it, and the bot may not',
  history_denied_to_bot: 'everyone may read its history, and the bot may not',
  connect_denied_to_bot: 'everyone may join the call, and the bot may not',
  not_kept: 'it is of a type that holds no messages',
} as const;

export type ChannelExclusion = keyof typeof channelExclusions;
