import type { SimulatedGuild } from './guild.ts';
import type { SimulatedChannel } from './guild-contents.ts';
import type { Random } from './random.ts';

/** Pages of archived threads have up to this many. */
const PAGE = 100;

/** Archives a thread at a time with microseconds, as the platform does. */
export function archiveThread(guild: SimulatedGuild, random: Random, threadId: string): void {
  guild.archiveThread(threadId);
  const { thread } = guild.channel(threadId);
  if (thread === null) return;
  thread.archiveTimestamp = withMicroseconds(thread.archiveTimestamp, random.between(1, 999));
}

/**
 * Makes threads of one parent share the time of their archiving: to the microsecond where a page
 * ends and at the beginning of the list, to the millisecond in the middle of a page.
 */
export function tieArchiveTimes(guild: SimulatedGuild): void {
  const archived = [...guild.channels.values()].filter(({ thread }) => thread?.archived === true);
  for (const threads of Map.groupBy(archived, ({ parentId }) => parentId).values()) {
    threads.sort((a, b) => (timeOf(a) < timeOf(b) ? 1 : -1));
    tie(threads.slice(0, 2));
    tie(threads.slice(PAGE / 2 - 2, PAGE / 2 + 2), 100);
    for (let edge = PAGE; edge < threads.length; edge += PAGE) {
      tie(threads.slice(edge - 3, edge + 3));
    }
  }
}

/** All get the newest one's time, each with `microsecondsApart` less than the one before. */
function tie(threads: readonly SimulatedChannel[], microsecondsApart = 0): void {
  const [newest] = threads;
  if (newest === undefined) return;
  const time = timeOf(newest);
  for (const [index, { thread }] of threads.entries()) {
    if (thread === null) continue;
    thread.archiveTimestamp =
      microsecondsApart === 0 ? time : withMicroseconds(time, 999 - index * microsecondsApart);
  }
}

function timeOf({ thread }: SimulatedChannel): string {
  return thread?.archiveTimestamp ?? '';
}

/** Within the same millisecond. */
function withMicroseconds(timestamp: string, microseconds: number): string {
  return timestamp.replace(/\d{3}\+00:00$/, `${String(microseconds).padStart(3, '0')}+00:00`);
}
