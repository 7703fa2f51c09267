import type { MessageLookup } from '@annals/application';
import { z } from 'zod';
import type { ClosedChannels } from '../channels/closed-channels.ts';
import { UnknownMessageError } from '../requests/errors.ts';
import type { DiscordRest } from '../requests/rest.ts';

/** Asks for single messages. */
export function messageLookup(rest: DiscordRest, closed: ClosedChannels): MessageLookup {
  return {
    async hasMessage(channelId, messageId, call) {
      await closed.refuse(channelId, call);
      const question = {
        route: '/channels/{channel}/messages/{message}',
        ids: { channel: channelId, message: messageId },
        // Any other answer would leave a deleted message in the archive.
        schema: z.object({ id: z.literal(messageId) }),
      };
      try {
        await rest.get(question, call);
        return true;
      } catch (error) {
        if (error instanceof UnknownMessageError) return false;
        throw error;
      }
    },
  };
}
