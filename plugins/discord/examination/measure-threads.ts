import type { CommunityVolume, PlatformCall } from '@annals/application';
import {
  exactly,
  mapSpread,
  nothing,
  type PlatformChannel,
  type PlatformId,
  type Spread,
  sumOf,
} from '@annals/domain';
import { askArchived } from '../channels/archived-threads.ts';
import { activeThreads } from '../channels/discover.ts';
import { toChannel } from '../channels/to-channel.ts';
import type { ChannelPayload } from '../payloads.ts';
import type { DiscordRest } from '../requests/rest.ts';
import { timeOfSnowflake } from '../snowflake.ts';
import { evenly, unseen } from './extrapolate.ts';
import { orUnknown } from './or-unknown.ts';
import { PAGE_SIZE, REQUESTS_FOR_DELETED } from './sample-page.ts';

/** Threads made earlier stop counting here. */
const COUNTED_SINCE_MS = Date.UTC(2022, 6, 1);
const COUNT_LIMIT = 50;
/** The rate at which threads were archived before the first page of them is a guess. */
const WIDER = 2;

/** Threads whose newest message is deleted, which nothing tells: at most so many. */
const SHARE_OF_DELETED = 0.3;

/** Reaction requests follow from what the community does elsewhere. */
type ThreadVolume = Pick<CommunityVolume['threads'], 'count' | 'messages' | 'readRequests'> & {
  readonly listRequests: Spread;
};

/**
 * How much lies in threads. Discord counts their messages, but lists archived ones channel by
 * channel: of each list the first page is read, and the rest follows from how far back it goes.
 */
export async function measureThreads(
  rest: DiscordRest,
  communityId: PlatformId,
  parents: readonly PlatformChannel[],
  mostRequests: number,
  call: PlatformCall,
): Promise<ThreadVolume> {
  if (parents.length === 0) return none;
  const ids = new Set<string>(parents.map(({ id }) => id));
  const active = await activeThreads(rest, communityId, call);
  // Private ones come too, to a bot that may see them.
  const open = active.filter(
    (thread) => ids.has(thread.parent_id ?? '') && toChannel(thread) !== null,
  );
  const asked = evenly(parents, Math.max(0, mostRequests - 1));
  const listed: ThreadVolume[] = [];
  for (const parent of asked) {
    const archived = await orUnknown(() => archivedIn(rest, parent, call));
    if (archived !== null) listed.push(archived);
  }
  return total([volumeOf(open), ...listed, ...unasked(listed, parents.length - asked.length)]);
}

const none: ThreadVolume = {
  count: nothing,
  messages: nothing,
  readRequests: nothing,
  listRequests: nothing,
};

async function archivedIn(
  rest: DiscordRest,
  parent: PlatformChannel,
  call: PlatformCall,
): Promise<ThreadVolume> {
  const page = await askArchived(rest, parent.id, null, call);
  const listed = volumeOf(page.threads);
  const times = page.threads.flatMap(({ archiveTimestamp: at }) =>
    at === null ? [] : [Date.parse(at)],
  );
  if (!page.has_more || times.length === 0) return { ...listed, listRequests: exactly(1) };
  const [newest, oldest] = [Math.max(...times), Math.min(...times)];
  const before = Math.max(0, oldest - timeOfSnowflake(parent.id)) / Math.max(1, newest - oldest);
  const pages: Spread = {
    low: 1 + before / WIDER,
    likely: 1 + before,
    high: 1 + before * WIDER,
  };
  return {
    count: scaled(listed.count, pages),
    messages: scaled(listed.messages, pages),
    readRequests: scaled(listed.readRequests, pages),
    listRequests: mapSpread(pages, Math.ceil),
  };
}

function volumeOf(threads: readonly ChannelPayload[]): ThreadVolume {
  const messages = threads.map(messagesIn);
  return {
    count: exactly(threads.length),
    messages: sumOf(messages),
    readRequests: sumOf(messages.map(requestsFor)),
    listRequests: nothing,
  };
}

function requestsFor(messages: Spread): Spread {
  const pages = mapSpread(messages, (count) => Math.max(1, Math.ceil(count / PAGE_SIZE)));
  return { ...pages, high: pages.high + SHARE_OF_DELETED * REQUESTS_FOR_DELETED };
}

/** The count leaves out the message that a thread began with; not every thread has one. */
function messagesIn({ id, raw }: ChannelPayload): Spread {
  const count = typeof raw.message_count === 'number' ? raw.message_count : 0;
  const isCapped = count >= COUNT_LIMIT && timeOfSnowflake(id) < COUNTED_SINCE_MS;
  return {
    low: count,
    likely: isCapped ? count * WIDER : count + 1,
    high: isCapped ? count * WIDER * WIDER : count + 1,
  };
}

/** Channels whose archives were not asked for, taken for average ones. */
function unasked(listed: readonly ThreadVolume[], channels: number): ThreadVolume[] {
  if (channels === 0 || listed.length === 0) return [];
  const average = (what: keyof ThreadVolume): Spread =>
    unseen((sumOf(listed.map((volume) => volume[what])).likely * channels) / listed.length);
  return [
    {
      count: average('count'),
      messages: average('messages'),
      readRequests: average('readRequests'),
      listRequests: exactly(channels),
    },
  ];
}

function total(volumes: readonly ThreadVolume[]): ThreadVolume {
  const sum = (what: keyof ThreadVolume) => sumOf(volumes.map((volume) => volume[what]));
  return {
    count: sum('count'),
    messages: sum('messages'),
    readRequests: sum('readRequests'),
    listRequests: sum('listRequests'),
  };
}

function scaled({ low, likely, high }: Spread, by: Spread): Spread {
  return { low: low * by.low, likely: likely * by.likely, high: high * by.high };
}
