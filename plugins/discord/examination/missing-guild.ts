import { type PlatformCall, PlatformError } from '@annals/application';
import { type Finding, finding, type PlatformId } from '@annals/domain';
import { PermissionFlagsBits } from 'discord-api-types/v10';
import { z } from 'zod';
import { rawPayloadSchema, userSchema } from '../payloads.ts';
import type { DiscordRest } from '../requests/rest.ts';
import { snowflakeSchema, timeOfSnowflake } from '../snowflake.ts';

const DAY_MS = 86_400_000;
const RIGHTS =
  PermissionFlagsBits.ViewChannel |
  PermissionFlagsBits.ReadMessageHistory |
  PermissionFlagsBits.Connect;

const ownIdSchema = z.object({ id: snowflakeSchema });

/**
 * Why Discord does not show a guild. To a bot that is not in it, it says the same of every id, be
 * it a guild's or nobody's: an id is called wrong only when it is known to belong to something
 * else, or to nothing yet, and else the bot is taken to be missing. `refusal` is Discord's answer.
 */
export async function explainMissingGuild(
  rest: DiscordRest,
  communityId: PlatformId,
  refusal: PlatformError,
  call: PlatformCall,
): Promise<Finding> {
  const where = { kind: 'community', name: communityId, id: communityId } as const;
  // Refused, not unknown: so it is there.
  const belongsTo = refusal.code === 'forbidden' ? null : await ownerOf(rest, communityId, call);
  if (belongsTo !== null) {
    return finding('community_id_wrong', {
      where,
      message: `The id ${communityId} is not that of a Discord server: ${belongsTo}.`,
      remedy:
        'Copy the id of the server itself: Settings → Advanced → Developer Mode, then right-click the server → Copy Server ID.',
    });
  }
  const { id } = await rest.get({ route: '/applications/@me', schema: ownIdSchema }, call);
  return finding('bot_not_in_community', {
    where,
    message: `The bot is in no Discord server with the id ${communityId}.`,
    remedy: `Check the id, and let somebody who may manage that server invite the bot: https://discord.com/oauth2/authorize?client_id=${id}&scope=bot&permissions=${RIGHTS}&guild_id=${communityId}`,
  });
}

/** What has the id instead, in words; null when nothing is known to. */
async function ownerOf(
  rest: DiscordRest,
  id: PlatformId,
  call: PlatformCall,
): Promise<string | null> {
  if (timeOfSnowflake(id) > Date.now() + DAY_MS) return 'Discord has not given it to anything yet';
  const bot = await rest.get({ route: '/users/@me', schema: userSchema }, call);
  if (bot.id === id) return 'it is the id of the bot';
  return (await isChannel(rest, id, call)) ? 'it is the id of a channel' : null;
}

async function isChannel(rest: DiscordRest, id: string, call: PlatformCall): Promise<boolean> {
  try {
    const ids = { channel: id };
    await rest.get({ route: '/channels/{channel}', ids, schema: rawPayloadSchema }, call);
    return true;
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    // One that the bot may not see is one all the same.
    if (error.code === 'forbidden') return true;
    if (error.code === 'gone') return false;
    throw error;
  }
}
