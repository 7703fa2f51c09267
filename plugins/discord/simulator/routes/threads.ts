import {
  type APIThreadList,
  ChannelType,
  type RESTGetAPIChannelThreadsArchivedPublicResult,
  type RESTGetAPIGuildThreadsResult,
} from 'discord-api-types/v10';
import type { Call, FoundChannel } from '../call.ts';
import type { SimulatedGuild } from '../guild.ts';
import type { SimulatedChannel } from '../guild-contents.ts';
import { toMicroseconds } from '../iso-time.ts';
import { threadPayload } from '../payloads/thread.ts';
import { mayManageThreads, mayReadHistory, mayView } from '../permissions.ts';
import { invalidField, missingAccess, missingPermission, wrongChannelType } from '../refusal.ts';
import { compareIds } from '../snowflakes.ts';
import type { Route } from './route.ts';

const HOLD_THREADS: readonly ChannelType[] = [
  ChannelType.GuildText,
  ChannelType.GuildAnnouncement,
  ChannelType.GuildForum,
  ChannelType.GuildMedia,
];

/** Everything at once, newest thread first; there is no `has_more`. */
function listActive(call: Call): RESTGetAPIGuildThreadsResult {
  const guild = call.guild();
  const active = [...guild.channels.values()]
    .filter((channel) => channel.thread?.archived === false && mayView(guild, channel))
    .sort((a, b) => compareIds(b.id, a.id));
  return threadList(guild, active);
}

function listArchivedPublic(call: Call): RESTGetAPIChannelThreadsArchivedPublicResult {
  return listArchived(call, parentOf(call, HOLD_THREADS), ({ type }) => {
    return type === ChannelType.PublicThread || type === ChannelType.AnnouncementThread;
  });
}

function listArchivedPrivate(call: Call): RESTGetAPIChannelThreadsArchivedPublicResult {
  const parent = parentOf(call, [ChannelType.GuildText]);
  if (!mayManageThreads(parent.guild, parent.channel)) throw missingPermission();
  return listArchived(call, parent, ({ type }) => type === ChannelType.PrivateThread);
}

function parentOf(call: Call, types: readonly ChannelType[]): FoundChannel {
  const { guild, channel } = call.channel();
  if (!mayView(guild, channel)) throw missingAccess();
  if (!types.includes(channel.type)) throw wrongChannelType();
  if (!mayReadHistory(guild, channel)) throw missingPermission();
  return { guild, channel };
}

/** The last archived first; `before` is a time, and strict. */
function listArchived(
  call: Call,
  { guild, channel }: FoundChannel,
  isWanted: (thread: SimulatedChannel) => boolean,
): RESTGetAPIChannelThreadsArchivedPublicResult {
  const limit = call.integer('limit', { min: 2, max: 100, byDefault: 50 });
  const before = beforeOf(call);
  const archived = [...guild.channels.values()]
    .filter((other) => other.parentId === channel.id && other.thread?.archived === true)
    .filter((thread) => isWanted(thread) && (before === null || archivedAt(thread) < before))
    .sort((a, b) => Number(archivedAt(b) - archivedAt(a)) || compareIds(b.id, a.id));
  return {
    ...threadList(guild, archived.slice(0, limit)),
    has_more: archived.length > limit,
  };
}

function beforeOf(call: Call): bigint | null {
  const text = call.text('before');
  if (text === null) return null;
  const before = toMicroseconds(text);
  if (before !== null) return before;
  throw invalidField(
    'before',
    'DATETIME_TYPE_COERCE',
    `Could not parse ${text}. Should be ISO8601.`,
  );
}

function archivedAt({ id, thread }: SimulatedChannel): bigint {
  const time = toMicroseconds(thread?.archiveTimestamp ?? '');
  if (time === null) throw new RangeError(`Thread ${id} has no archive timestamp.`);
  return time;
}

/** `members` are the bot's own memberships: it joins nothing. */
function threadList(guild: SimulatedGuild, threads: readonly SimulatedChannel[]): APIThreadList {
  return { threads: threads.map((thread) => threadPayload(guild, thread)), members: [] };
}

export const threadRoutes: readonly Route[] = [
  { template: 'GET /guilds/{guild}/threads/active', answer: listActive },
  { template: 'GET /channels/{channel}/threads/archived/public', answer: listArchivedPublic },
  { template: 'GET /channels/{channel}/threads/archived/private', answer: listArchivedPrivate },
];
