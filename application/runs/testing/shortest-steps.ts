/** Lives through steps until something is wrong. */
export type LiveThrough<Step> = (steps: readonly Step[]) => Promise<Failure | null>;

export interface Failure {
  /** Of the step after which it showed. */
  readonly index: number;
  readonly error: Error;
}

/**
 * The fewest steps that still fail, found greedily: what comes after the failure is left out, then
 * halves, quarters and at last single steps, as long as what is left fails, in whatever way. Lives
 * through at most `mostTries` tries.
 */
export async function shortestSteps<Step>(
  steps: readonly Step[],
  failure: Failure,
  { live, mostTries }: { readonly live: LiveThrough<Step>; readonly mostTries: number },
): Promise<{ readonly steps: readonly Step[]; readonly error: Error }> {
  let shortest = steps.slice(0, failure.index + 1);
  let { error } = failure;
  let tries = 0;
  for (let size = half(shortest.length); size > 0; size = size === 1 ? 0 : half(size)) {
    let first = 0;
    while (first < shortest.length && tries < mostTries) {
      tries += 1;
      const fewer = shortest.toSpliced(first, size);
      const found = await live(fewer);
      if (found === null) {
        first += size;
      } else {
        shortest = fewer.slice(0, found.index + 1);
        error = found.error;
      }
    }
  }
  return { steps: shortest, error };
}

function half(count: number): number {
  return Math.ceil(count / 2);
}
