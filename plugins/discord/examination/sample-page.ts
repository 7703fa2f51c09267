import type { PlatformCall } from '@annals/application';
import { z } from 'zod';
import { objectsIn } from '../json-shape.ts';
import { messagePayload, type ReactionPayload } from '../messages/message-payload.ts';
import type { DiscordRest } from '../requests/rest.ts';
import { compareSnowflakes, snowflakeOrder } from '../snowflake.ts';
import type { SampledMessage } from './history-samples.ts';

/** The most messages, and the most users of a reaction, that Discord gives at once. */
export const PAGE_SIZE = 100;

/** What a run spends to be sure that a channel's newest message is deleted. */
export const REQUESTS_FOR_DELETED = 3;

export interface SampledPage {
  /** Oldest first; what cannot be read is left out. */
  readonly messages: readonly SampledMessage[];
  readonly newestId: string | null;
  /** Nothing lies beyond its end. */
  readonly isLast: boolean;
}

/** One page of a channel: the newest one, the oldest one, or what lies behind a moment. */
export async function samplePage(
  rest: DiscordRest,
  channelId: string,
  place: 'newest' | 'oldest' | { readonly afterMs: number },
  call: PlatformCall,
): Promise<SampledPage> {
  const payloads = await rest.get(
    {
      route: '/channels/{channel}/messages',
      ids: { channel: channelId },
      query: { limit: String(PAGE_SIZE), ...cursor(place) },
      schema: z.array(z.unknown()),
    },
    call,
  );
  const messages = objectsIn(payloads)
    .map(messagePayload)
    .filter((message) => message !== null)
    .sort((a, b) => compareSnowflakes(a.id, b.id));
  return {
    messages: messages.map(({ timestamp, reactions }) => ({
      atMs: timestamp.getTime(),
      reactionRequests: reactions.reduce((sum, reaction) => sum + requestsFor(reaction), 0),
    })),
    newestId: messages.at(-1)?.id ?? null,
    isLast: payloads.length < PAGE_SIZE,
  };
}

function cursor(place: Parameters<typeof samplePage>[2]): { readonly after?: string } {
  if (place === 'newest') return {};
  if (place === 'oldest') return { after: '0' };
  return { after: snowflakeOrder.justBefore(new Date(place.afterMs)) };
}

/** Each kind of a reaction is asked for by itself, page by page, up to one that is not full. */
function requestsFor({ normal, burst }: ReactionPayload): number {
  return [normal, burst]
    .filter((users) => users > 0)
    .reduce((sum, users) => sum + Math.floor(users / PAGE_SIZE) + 1, 0);
}
