import type { APIChannel, RESTGetAPIChannelResult } from 'discord-api-types/v10';
import type { Call } from '../call.ts';
import { isThread } from '../guild-contents.ts';
import { channelPayload } from '../payloads/channel.ts';
import { mayView } from '../permissions.ts';
import { missingAccess } from '../refusal.ts';
import type { Route } from './route.ts';

/** Never threads. In the order they were made, which is no order to rely on. */
function listChannels(call: Call): APIChannel[] {
  const guild = call.guild();
  return [...guild.channels.values()]
    .filter((channel) => !isThread(channel))
    .filter((channel) => !call.state.hidesUnviewableChannels || mayView(guild, channel))
    .map((channel) => channelPayload(guild, channel));
}

function getChannel(call: Call): RESTGetAPIChannelResult {
  const { guild, channel } = call.channel();
  if (!mayView(guild, channel)) throw missingAccess();
  return channelPayload(guild, channel);
}

export const channelRoutes: readonly Route[] = [
  { template: 'GET /guilds/{guild}/channels', answer: listChannels },
  { template: 'GET /channels/{channel}', answer: getChannel },
];
