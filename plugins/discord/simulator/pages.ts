import type { SimulatedChannel, SimulatedMessage } from './guild-contents.ts';
import { countBelow } from './message-places.ts';

/** Where a page of messages lies. At most one of the ids is set. */
export interface PageRequest {
  readonly before: bigint | null;
  readonly after: bigint | null;
  readonly around: bigint | null;
  readonly limit: number;
}

/** A page, always newest first. The given id itself never is on it and need not exist. */
export function pageOf({ messages }: SimulatedChannel, page: PageRequest): SimulatedMessage[] {
  const { before, after, around, limit } = page;
  if (after !== null) {
    const start = countBelow(messages, String(after + 1n));
    return messages.slice(start, start + limit).reverse();
  }
  if (around !== null) {
    const older = countBelow(messages, String(around));
    const newer = countBelow(messages, String(around + 1n));
    const half = Math.floor(limit / 2);
    return [
      ...messages.slice(Math.max(0, older - (limit - half)), older),
      ...messages.slice(newer, newer + half),
    ].reverse();
  }
  // The platform takes `before=0` for no `before` at all.
  const end =
    before === null || before === 0n ? messages.length : countBelow(messages, String(before));
  return messages.slice(Math.max(0, end - limit), end).reverse();
}
