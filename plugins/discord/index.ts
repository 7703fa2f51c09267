import { PLUGIN_CONTRACT, type PlatformPlugin } from '@annals/application';
import type { PlatformId } from '@annals/domain';
import { z } from 'zod';
import { DiscordAdapter } from './discord-adapter.ts';
import { DiscordRest } from './requests/rest.ts';

const DEFAULT_API_URL = 'https://discord.com/api';
const DEFAULT_REQUESTS_PER_SECOND = '50';

/** Discord, through one central bot. */
const discord: PlatformPlugin = {
  name: 'discord',
  contract: PLUGIN_CONTRACT,
  settings: [
    {
      variable: 'DISCORD_BOT_TOKEN',
      description: "The token of the bot, from its page in Discord's developer portal.",
      // Printable, in one piece: it becomes a header. Docker leaves the quotes of an env file in place.
      schema: z
        .string()
        .regex(/^[!-~]+$/, 'is not a token: it has spaces or other signs')
        .regex(/^[^"']*$/, 'is not a token: it stands in quotes')
        .optional(),
      defaultText: null,
      secret: true,
      required: true,
    },
    {
      variable: 'DISCORD_API_URL',
      description: "Discord's API, without a version.",
      schema: z
        .string()
        .refine(
          (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol),
          'is not a URL of the form https://…',
        )
        .transform((text) => text.replace(/\/+$/, ''))
        .optional(),
      defaultText: DEFAULT_API_URL,
      secret: false,
      required: false,
    },
    {
      variable: 'DISCORD_REQUESTS_PER_SECOND',
      description:
        "Requests a second at most: this process's share of the bot's limit at Discord, which is 50 unless raised.",
      schema: z
        .string()
        .regex(/^[1-9]\d{0,4}$/, 'is not a whole number from 1 to 99999')
        .optional(),
      defaultText: DEFAULT_REQUESTS_PER_SECOND,
      secret: false,
      required: false,
    },
  ],
  platformIdSchema: z
    .string()
    .regex(/^\d{17,19}$/, 'must be the id of a Discord server, 17 to 19 digits')
    .transform((id) => id as PlatformId)
    .describe(
      'Settings → Advanced → Developer Mode, then right-click the server → Copy Server ID.',
    ),
  create({ settings, ...context }) {
    const rest = new DiscordRest({
      token: settings.DISCORD_BOT_TOKEN ?? '',
      apiUrl: settings.DISCORD_API_URL ?? DEFAULT_API_URL,
      requestsPerSecond: Number(
        settings.DISCORD_REQUESTS_PER_SECOND ?? DEFAULT_REQUESTS_PER_SECOND,
      ),
      ...context,
    });
    return new DiscordAdapter(rest);
  },
};

export default discord;
