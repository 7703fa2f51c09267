import type { ArchivedThreadPage, ArchivedThreads, PlatformCall } from '@annals/application';
import type { ChannelId } from '@annals/domain';
import { z } from 'zod';
import { type ChannelPayload, type ThreadListPayload, threadListSchema } from '../payloads.ts';
import { unreadableAnswer } from '../requests/errors.ts';
import type { DiscordRest } from '../requests/rest.ts';
import type { ClosedChannels } from './closed-channels.ts';
import { toChannel } from './to-channel.ts';

const ROUTE = '/channels/{channel}/threads/archived/public';
const PAGE_SIZE = 100;
/** Lists are eventually consistent: what was archived shortly before the last listing is listed again. */
const OVERLAP_US = 10n * 60n * 1_000_000n;
const MILLISECOND_US = 1_000n;

/** Where the next page begins. Times are Discord's own texts: a `Date` would lose microseconds. */
const placeSchema = z.object({
  /** The next page holds what was archived strictly before. */
  before: z.string(),
  /** Already listed although it was archived before. */
  listed: z.array(z.string()),
});
type Place = z.infer<typeof placeSchema>;

/**
 * Public archived threads, paged by the time of their archiving. Several may have been archived in
 * the same millisecond, on both sides of a page's edge: pages overlap by one, and what they repeat
 * is left out.
 */
export function archivedThreads(rest: DiscordRest, closed: ClosedChannels): ArchivedThreads {
  return {
    async listArchivedThreads(parentId, { page, listedUntil }, call) {
      await closed.refuse(parentId, call);
      const place = page === null ? null : placeSchema.parse(JSON.parse(page));
      const answer = await askArchived(rest, parentId, place?.before ?? null, call);
      const times = answer.threads.flatMap(({ archiveTimestamp: at }) => (at === null ? [] : [at]));
      refuseUnfit(answer, times, place);
      const oldest = times.at(-1) ?? null;
      const fresh = answer.threads.filter(({ id }) => !place?.listed.includes(id));
      const isLast = oldest === null || !answer.has_more || wasListed(oldest, listedUntil);
      return {
        threads: fresh.map(toChannel).filter((thread) => thread !== null),
        nextPage: isLast ? null : JSON.stringify(nextPlace(answer.threads, fresh, oldest)),
        bookmark: times[0] ?? null,
      } satisfies ArchivedThreadPage;
    },
  };
}

/** Throws for a page that does not follow on from its place, or from which nothing can. */
function refuseUnfit(
  { threads, has_more: hasMore }: ThreadListPayload,
  [newest]: readonly string[],
  place: Place | null,
): void {
  // Pages overlap: one without even that is not to be taken for the end.
  const lacksOverlap = place !== null && place.listed.length > 0 && threads.length === 0;
  // A page before that place holds nothing that lies behind it: following this one would not end.
  const isRepeated =
    place !== null && newest !== undefined && micros(newest) >= micros(place.before);
  // Without a time nothing says where the next page begins.
  const endsNowhere = hasMore && newest === undefined;
  if (lacksOverlap || isRepeated || endsNowhere) throw unreadableAnswer(`GET ${ROUTE}`);
}

function wasListed(oldest: string, listedUntil: string | null): boolean {
  return listedUntil !== null && micros(oldest) < micros(listedUntil) - OVERLAP_US;
}

/** One page of the public ones, as it came; `before`: a time, or null for the newest. */
export async function askArchived(
  rest: DiscordRest,
  parentId: ChannelId,
  before: string | null,
  call: PlatformCall,
): Promise<ThreadListPayload> {
  return await rest.get(
    {
      route: ROUTE,
      ids: { channel: parentId },
      query: { limit: String(PAGE_SIZE), ...(before === null ? {} : { before }) },
      schema: threadListSchema,
    },
    call,
  );
}

function nextPlace(
  threads: readonly ChannelPayload[],
  fresh: readonly ChannelPayload[],
  oldest: string,
): Place {
  // More than a page of one millisecond: those that do not fit cannot be asked for.
  if (fresh.length === 0) return { before: oldest, listed: [] };
  const before = micros(oldest) + MILLISECOND_US;
  const listed = threads.filter(
    ({ archiveTimestamp }) => archiveTimestamp !== null && micros(archiveTimestamp) < before,
  );
  return { before: timestamp(before), listed: listed.map(({ id }) => id) };
}

/** Microseconds since 1970. */
function micros(text: string): bigint {
  const beyondMs = /\.\d{3}(\d{1,3})/.exec(text)?.[1] ?? '';
  return BigInt(Date.parse(text)) * 1_000n + BigInt(beyondMs.padEnd(3, '0'));
}

function timestamp(us: bigint): string {
  const ms = new Date(Number(us / 1_000n)).toISOString().slice(0, -1);
  return `${ms}${(us % 1_000n).toString().padStart(3, '0')}+00:00`;
}
