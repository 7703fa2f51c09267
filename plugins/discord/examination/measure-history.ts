import type { ChannelVolume, CommunityVolume, PlatformCall } from '@annals/application';
import {
  exactly,
  holdsMessages,
  mayHoldThreads,
  type PlatformChannel,
  type PlatformId,
  type Spread,
  sumOf,
} from '@annals/domain';
import type { DiscordRest } from '../requests/rest.ts';
import { unseen } from './extrapolate.ts';
import { measureChannels } from './measure-channels.ts';
import { measureThreads } from './measure-threads.ts';

/** Of the requests that may be sent. */
const SHARE_OF_THREADS = 0.25;
/** The guild, the application, channels, roles, and twice the open threads. */
const REQUESTS_BEFORE_ARCHIVES = 6;
/** Discord names no limit; five requests in five seconds is the strictest that was ever seen. */
const CHANNEL_REQUESTS_PER_SECOND = { best: 5, worst: 1 };

export interface MeasuredCommunity {
  readonly communityId: PlatformId;
  readonly channels: readonly PlatformChannel[];
  readonly mostRequests: number;
}

/** How much a first sync has to read, from at most `mostRequests` samples. */
export async function measureHistory(
  rest: DiscordRest,
  { communityId, channels, mostRequests }: MeasuredCommunity,
  call: PlatformCall,
): Promise<CommunityVolume> {
  const parents = channels.filter(({ type }) => mayHoldThreads(type));
  const forThreads = Math.min(parents.length + 1, Math.ceil(mostRequests * SHARE_OF_THREADS));
  const { listRequests, ...threads } = await measureThreads(
    rest,
    communityId,
    parents,
    forThreads,
    call,
  );
  const readable = channels.filter(({ type }) => holdsMessages(type));
  const volumes = await measureChannels(rest, readable, mostRequests - forThreads, call);
  return {
    channels: volumes,
    threads: { ...threads, reactionRequests: likeElsewhere(threads.messages, volumes) },
    listRequests: sumOf([exactly(REQUESTS_BEFORE_ARCHIVES), listRequests]),
    pace: {
      requestsPerSecond: rest.requestsPerSecond,
      channelRequestsPerSecond: CHANNEL_REQUESTS_PER_SECOND,
    },
  };
}

function likeElsewhere(messages: Spread, channels: readonly ChannelVolume[]): Spread {
  const elsewhere = sumOf(channels.map((channel) => channel.messages)).likely;
  const requests = sumOf(channels.map((channel) => channel.reactionRequests)).likely;
  const each = elsewhere === 0 ? 0 : requests / elsewhere;
  return unseen(messages.likely * each);
}
