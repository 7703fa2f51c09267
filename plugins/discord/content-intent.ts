import type { ContentGrant, PlatformCall } from '@annals/application';
import { ApplicationFlags } from 'discord-api-types/v10';
import { applicationSchema } from './payloads.ts';
import type { DiscordRest } from './requests/rest.ts';

const MESSAGE_CONTENT =
  ApplicationFlags.GatewayMessageContent | ApplicationFlags.GatewayMessageContentLimited;

/**
 * The Message Content intent is a switch of the application. It acts on every answer over HTTP:
 * without it messages come with their texts, embeds and attachments blank, but for the bot's own
 * and those that mention it, and with no mark that they would have to be read again.
 */
export function contentIntent(rest: DiscordRest): ContentGrant {
  return {
    remedy: "Switch on the Message Content Intent on the bot's page in Discord's developer portal.",
    async check(call: PlatformCall) {
      const { flags } = await rest.get(
        { route: '/applications/@me', schema: applicationSchema },
        call,
      );
      if (flags === null) return 'unknown';
      return (flags & MESSAGE_CONTENT) === 0 ? 'withheld' : 'granted';
    },
  };
}
