import type { MessageLookup } from '@annals/application';
import type { ClosedChannels } from './closed-channels.ts';
import { UnknownMessageError } from './errors.ts';
import { rawPayloadSchema } from './payloads.ts';
import type { DiscordRest } from './rest.ts';

/** Asks for single messages. */
export function messageLookup(rest: DiscordRest, closed: ClosedChannels): MessageLookup {
  return {
    async hasMessage(channelId, messageId, call) {
      await closed.refuse(channelId, call);
      const question = {
        route: '/channels/{channel}/messages/{message}',
        ids: { channel: channelId, message: messageId },
        schema: rawPayloadSchema,
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
