import type { SimulatedChannel, SimulatedMessage } from './guild.ts';

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
    const start = countBelow(messages, after + 1n);
    return messages.slice(start, start + limit).reverse();
  }
  if (around !== null) {
    const older = countBelow(messages, around);
    const newer = countBelow(messages, around + 1n);
    const half = Math.floor(limit / 2);
    return [
      ...messages.slice(Math.max(0, older - (limit - half)), older),
      ...messages.slice(newer, newer + half),
    ].reverse();
  }
  // The platform takes `before=0` for no `before` at all.
  const end = before === null || before === 0n ? messages.length : countBelow(messages, before);
  return messages.slice(Math.max(0, end - limit), end).reverse();
}

/** How many messages have an id below `id`: the list ascends. */
function countBelow(messages: readonly SimulatedMessage[], id: bigint): number {
  let [low, high] = [0, messages.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const message = messages[middle];
    if (message !== undefined && BigInt(message.payload.id) < id) low = middle + 1;
    else high = middle;
  }
  return low;
}
