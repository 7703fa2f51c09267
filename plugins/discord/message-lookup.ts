import type { MessageLookup } from '@annals/application';
import type { Discovery } from './discover.ts';
import { UnknownMessageError } from './errors.ts';
import { rawPayloadSchema } from './payloads.ts';
import { historyForbidden } from './read-messages.ts';
import type { DiscordRest } from './rest.ts';

/** Asks for single messages. */
export function messageLookup(rest: DiscordRest, discovery: Discovery): MessageLookup {
  return {
    async hasMessage(channelId, messageId, call) {
      if (await discovery.mayNotRead(channelId, call)) throw historyForbidden();
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
