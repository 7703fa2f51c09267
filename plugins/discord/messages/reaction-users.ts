import type { ReactionUsers } from '@annals/application';
import type { PlatformUserId } from '@annals/domain';
import { z } from 'zod';
import type { ClosedChannels } from '../channels/closed-channels.ts';
import { userSchema } from '../payloads.ts';
import { unreadableAnswer } from '../requests/errors.ts';
import type { DiscordRest } from '../requests/rest.ts';
import { compareSnowflakes } from '../snowflake.ts';

const ROUTE = '/channels/{channel}/messages/{message}/reactions/{emoji}';
const PAGE_SIZE = 100;
const kinds = { normal: '0', burst: '1' } as const;

/** Who reacted, in the order of their ids: Discord keeps no time of a reaction. */
export function reactionUsers(rest: DiscordRest, closed: ClosedChannels): ReactionUsers {
  return {
    async listReactionUsers({ channelId, messageId, emoji, kind, page }, call) {
      await closed.refuse(channelId, call);
      const users = await rest.get(
        {
          route: ROUTE,
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
      // It has been seen to repeat the last user for ever; a whole page again is no end.
      const isRepeated = last === (page ?? '0');
      if (isRepeated && users.length > 1) throw unreadableAnswer(`GET ${ROUTE}`);
      return {
        userIds: users.map(({ id }) => id as PlatformUserId),
        nextPage: users.length < PAGE_SIZE ? null : last,
      };
    },
  };
}
