import type { SimulatedMessage } from './guild-contents.ts';

/** How many messages of a list that ascends by id have one below `id`. */
export function countBelow(messages: readonly SimulatedMessage[], id: string): number {
  let [low, high] = [0, messages.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBelow(messages[middle]?.payload.id ?? '', id)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Where a message stands in such a list; -1 when it is not there. */
export function indexOfMessage(messages: readonly SimulatedMessage[], id: string): number {
  const index = countBelow(messages, id);
  return messages[index]?.payload.id === id ? index : -1;
}

/** As numbers: a shorter one is smaller. */
function isBelow(a: string, b: string): boolean {
  return a.length === b.length ? a < b : a.length < b.length;
}
