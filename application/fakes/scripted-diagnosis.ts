import {
  exactly,
  finding,
  holdsMessages,
  mapSpread,
  nothing,
  type PlatformChannel,
  type PlatformId,
} from '@annals/domain';
import type {
  CommunityExamination,
  CommunityVolume,
  HistoryVolume,
} from '../ports/platform-diagnosis.ts';
import { type ScriptedChannel, toPlatformChannel } from './scripted-entities.ts';

/** What is in a world, for whoever examines it. */
export function examinedWorld(
  name: string,
  channels: readonly ScriptedChannel[],
): CommunityExamination {
  const parents = channels.filter(({ type }) => type !== 'thread');
  return {
    name,
    archived: parents.filter(({ hidden }) => !hidden).map(toPlatformChannel),
    excluded: parents
      .filter(({ hidden }) => hidden)
      .map(({ id, name: channel, type }) => ({
        ...{ channelId: id, name: channel, type, reason: 'not_public' },
      })),
    findings: [],
  };
}

export function absentWorld(communityId: PlatformId): CommunityExamination {
  const found = finding('bot_not_in_community', {
    where: { kind: 'community', name: communityId, id: communityId },
    message: 'The script has no such community.',
    remedy: 'Ask for the one that it has.',
  });
  return { name: null, archived: [], excluded: [], findings: [found] };
}

/** Counted, not guessed: nothing is hidden from a script. */
export function measuredWorld(
  channels: ReadonlyMap<PlatformChannel['id'], ScriptedChannel>,
  wanted: readonly PlatformChannel[],
): CommunityVolume {
  const ids = new Set(wanted.map(({ id }) => id));
  const threads = [...channels.values()].filter(
    ({ type, parentId }) => type === 'thread' && parentId !== null && ids.has(parentId),
  );
  return {
    channels: wanted
      .filter(({ type }) => holdsMessages(type))
      .map(({ id }) => ({ channelId: id, ...volumeOf(channels.get(id)) })),
    threads: { count: exactly(threads.length), ...sumOfVolumes(threads.map(volumeOf)) },
    listRequests: exactly(1),
    pace: { requestsPerSecond: 50, channelRequestsPerSecond: { best: 5, worst: 1 } },
  };
}

const PAGE_SIZE = 100;

function volumeOf(channel: ScriptedChannel | undefined): HistoryVolume {
  const messages = [...(channel?.messages.values() ?? [])];
  const users = messages.flatMap(({ reactions }) =>
    reactions.flatMap(({ users: { normal, burst } }) => [normal, burst]),
  );
  return {
    messages: exactly(messages.length),
    readRequests: exactly(Math.max(1, Math.ceil(messages.length / PAGE_SIZE))),
    reactionRequests: exactly(users.filter(({ size }) => size > 0).length),
  };
}

function sumOfVolumes(volumes: readonly HistoryVolume[]): HistoryVolume {
  const sum = (what: keyof HistoryVolume) =>
    mapSpread(nothing, () => volumes.reduce((total, volume) => total + volume[what].likely, 0));
  return {
    messages: sum('messages'),
    readRequests: sum('readRequests'),
    reactionRequests: sum('reactionRequests'),
  };
}
