import { type PlatformCall, type PlatformDiagnosis, PlatformError } from '@annals/application';
import type { Discovery } from '../channels/discover.ts';
import { userSchema } from '../payloads.ts';
import type { DiscordRest } from '../requests/rest.ts';
import { examineGuild } from './examine-guild.ts';
import { measureHistory } from './measure-history.ts';

/** What Discord says of the bot and of a guild, for people. */
export function diagnosis(rest: DiscordRest, discovery: Discovery): PlatformDiagnosis {
  return {
    serverTime: (call) => serverTime(rest, call),
    examineCommunity: (communityId, call) => examineGuild(rest, discovery, communityId, call),
    measureHistory: (communityId, channels, { mostRequests }, call) =>
      measureHistory(rest, { communityId, channels, mostRequests }, call),
  };
}

async function serverTime(rest: DiscordRest, call: PlatformCall): Promise<Date | null> {
  let told: Date | null = null;
  const onServerTime = (time: Date) => {
    told = time;
  };
  try {
    const question = { route: '/users/@me', schema: userSchema, onServerTime, tryAgain: true };
    await rest.get(question, call);
  } catch (error) {
    if (!(error instanceof PlatformError) || told === null) throw error;
  }
  return told;
}
