import type { ReactionUsers } from '@annals/application';
import type { PlatformUserId } from '@annals/domain';
import { z } from 'zod';
import { userSchema } from './payloads.ts';
import type { DiscordRest } from './rest.ts';
import { compareSnowflakes } from './snowflake.ts';

const PAGE_SIZE = 100;
const kinds = { normal: '0', burst: '1' } as const;

/** Who reacted, in the order of their ids: Discord keeps no time of a reaction. */
export function reactionUsers(rest: DiscordRest): ReactionUsers {
  return {
    async listReactionUsers({ channelId, messageId, emoji, kind, page }, call) {
      const users = await rest.get(
        {
          route: '/channels/{channel}/messages/{message}/reactions/{emoji}',
          ids: { channel: channelId, message: messageId, emoji: emoji.emojiValue },
          query: { type: kinds[kind], limit: String(PAGE_SIZE), after: page ?? '0' },
          schema: z.array(userSchema),
        },
        call,
      );
      const last = users.reduce(
        (highest, { id }) => (compareSnowflakes(id, highest) > 0 ? id : highest),
        page ?? '0',
      );
      // It has been seen to repeat the last user for ever.
      const isLast = users.length < PAGE_SIZE || last === (page ?? '0');
      return {
        userIds: users.map(({ id }) => id as PlatformUserId),
        nextPage: isLast ? null : last,
      };
    },
  };
}
