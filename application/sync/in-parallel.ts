/**
 * Works on the items in order, at most `width` at once. Settles when all work has, so that nothing
 * goes on behind the caller's back; rejects with an error when there was one, and begins nothing
 * new after it.
 */
export async function inParallel<T>(
  items: Iterable<T> | AsyncIterable<T>,
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = inTurn(items);
  const drain = async () => {
    for await (const item of queue) await work(item);
  };
  const lanes = await Promise.allSettled(Array.from({ length: width }, drain));
  for (const lane of lanes) if (lane.status === 'rejected') throw lane.reason;
}

/** One queue for all lanes; whoever breaks off closes it. */
async function* inTurn<T>(items: Iterable<T> | AsyncIterable<T>): AsyncGenerator<T> {
  yield* items;
}
