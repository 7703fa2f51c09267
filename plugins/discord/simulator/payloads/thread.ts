import {
  type APIThreadChannel,
  type ChannelFlags,
  ChannelType,
  MessageType,
  type ThreadChannelType,
} from 'discord-api-types/v10';
import type { SimulatedGuild } from '../guild.ts';
import { holdsPosts, type SimulatedChannel } from '../guild-contents.ts';
import { apiTimestamp } from '../iso-time.ts';
import { madeAt } from '../snowflakes.ts';

/** Threads made earlier carry no `create_timestamp`. */
const DATED_SINCE_MS = Date.UTC(2022, 0, 9);
/** Threads made earlier stop counting at 50, as members do everywhere. */
const COUNTED_SINCE_MS = Date.UTC(2022, 6, 1);
const COUNT_LIMIT = 50;

/** A thread as it stands in lists, on its own and on the message that it was made from. */
export function threadPayload(
  guild: SimulatedGuild,
  channel: SimulatedChannel,
): APIThreadChannel<ThreadChannelType> {
  const { id, thread, parentId, lastMessageId, messages, appliedTagIds } = channel;
  if (thread === null || parentId === null) throw new RangeError(`${id} is no thread.`);
  const posts = messages.filter(({ payload }) => !startsThread(payload, id)).length;
  const starters = messages.length - posts;
  const count = (number: number) =>
    madeAt(id) < COUNTED_SINCE_MS ? Math.min(number, COUNT_LIMIT) : number;
  const authors = new Set([thread.ownerId, ...messages.map(({ payload }) => payload.author.id)]);
  return {
    id,
    type: threadType(channel),
    guild_id: guild.id,
    parent_id: parentId,
    name: channel.name,
    owner_id: thread.ownerId,
    flags: 0 as ChannelFlags,
    rate_limit_per_user: 0,
    last_message_id: lastMessageId,
    ...(holdsPosts(guild.channel(parentId)) ? { applied_tags: [...appliedTagIds] } : {}),
    message_count: count(posts),
    member_count: Math.min(authors.size, COUNT_LIMIT),
    total_message_sent: count(channel.totalMessagesSent - starters),
    thread_metadata: {
      archived: thread.archived,
      archive_timestamp: thread.archiveTimestamp,
      auto_archive_duration: 1440,
      locked: false,
      ...(channel.type === ChannelType.PrivateThread ? { invitable: true } : {}),
      ...(madeAt(id) < DATED_SINCE_MS ? {} : { create_timestamp: apiTimestamp(madeAt(id)) }),
    },
  };
}

/** The first post of a forum thread, or the stub that points at the message in the parent. */
function startsThread(message: { id: string; type: MessageType }, threadId: string): boolean {
  return message.id === threadId || message.type === MessageType.ThreadStarterMessage;
}

function threadType({ id, type }: SimulatedChannel): ThreadChannelType {
  if (
    type === ChannelType.AnnouncementThread ||
    type === ChannelType.PublicThread ||
    type === ChannelType.PrivateThread
  ) {
    return type;
  }
  throw new RangeError(`${id} is no thread.`);
}
