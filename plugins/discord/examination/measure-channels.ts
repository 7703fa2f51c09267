import type { ChannelVolume, PlatformCall } from '@annals/application';
import { exactly, mapSpread, nothing, type PlatformChannel, sumOf } from '@annals/domain';
import type { DiscordRest } from '../requests/rest.ts';
import { evenly, unseen } from './extrapolate.ts';
import { HistorySamples } from './history-samples.ts';
import { orUnknown } from './or-unknown.ts';
import { PAGE_SIZE, REQUESTS_FOR_DELETED, samplePage } from './sample-page.ts';

/** What is left of the requests goes to the channels of which least is known. */
const SHARE_OF_FIRST_LOOKS = 0.6;

interface Sampled {
  readonly channel: PlatformChannel;
  readonly samples: HistorySamples;
  readonly newestIsDeleted: boolean;
}

/**
 * Looks once into every channel, or into as many as the requests allow, and then where most is
 * unknown. Channels that were not looked into are taken for average ones.
 */
export async function measureChannels(
  rest: DiscordRest,
  channels: readonly PlatformChannel[],
  mostRequests: number,
  call: PlatformCall,
): Promise<ChannelVolume[]> {
  const used = channels.filter(({ newestMessageId }) => newestMessageId !== null);
  const looks = evenly(used, Math.ceil(mostRequests * SHARE_OF_FIRST_LOOKS));
  const sampled: Sampled[] = [];
  for (const channel of looks) {
    const found = await orUnknown(() => look(rest, channel, call));
    if (found !== null) sampled.push(found);
  }
  for (let left = mostRequests - looks.length; left > 0; left -= 1) {
    if (!(await lookWhereLeastIsKnown(rest, sampled, call))) break;
  }
  const measured = new Map(sampled.map((one) => [one.channel.id, volumeOf(one)]));
  const average = averageOf([...measured.values()]);
  return channels.map(({ id, newestMessageId }) => ({
    channelId: id,
    ...(newestMessageId === null ? empty : (measured.get(id) ?? average)),
  }));
}

type Volume = Omit<ChannelVolume, 'channelId'>;

/** A first run asks an empty channel once. */
const empty: Volume = { messages: nothing, readRequests: exactly(1), reactionRequests: nothing };

async function look(
  rest: DiscordRest,
  channel: PlatformChannel,
  call: PlatformCall,
): Promise<Sampled> {
  const { messages, newestId, isLast } = await samplePage(rest, channel.id, 'newest', call);
  const newestIsDeleted = newestId !== channel.newestMessageId;
  return { channel, samples: new HistorySamples(messages, isLast), newestIsDeleted };
}

/** False when there is nothing left to learn. */
async function lookWhereLeastIsKnown(
  rest: DiscordRest,
  sampled: readonly Sampled[],
  call: PlatformCall,
): Promise<boolean> {
  const [first] = sampled
    .flatMap(({ channel, samples }) => {
      const wanted = samples.wanted();
      return wanted === null ? [] : [{ channel, samples, wanted }];
    })
    .sort((a, b) => b.wanted.unknown - a.wanted.unknown);
  if (first === undefined) return false;
  const { channel, samples, wanted } = first;
  const { afterMs } = wanted;
  const place = afterMs === null ? ('oldest' as const) : { afterMs };
  const page = await orUnknown(() => samplePage(rest, channel.id, place, call));
  // Of one that is gone by now what was seen is all there is.
  samples.add(wanted, page?.messages ?? []);
  return true;
}

function volumeOf({ samples, newestIsDeleted }: Sampled): Volume {
  const { messages, reactionRequests } = samples.volume();
  const more = newestIsDeleted ? REQUESTS_FOR_DELETED : 0;
  const readRequests = mapSpread(messages, (count) =>
    Math.max(1, Math.ceil(count / PAGE_SIZE) + more),
  );
  return { messages, readRequests, reactionRequests };
}

/** What a channel holds that was not looked into. */
function averageOf(volumes: readonly Volume[]): Volume {
  if (volumes.length === 0) return empty;
  const average = (what: keyof Volume) =>
    unseen(sumOf(volumes.map((volume) => volume[what])).likely / volumes.length);
  return {
    messages: average('messages'),
    readRequests: average('readRequests'),
    reactionRequests: average('reactionRequests'),
  };
}
