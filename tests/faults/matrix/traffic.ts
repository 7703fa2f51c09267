import type { DiscordSimulator } from '@annals/plugin-discord/simulator';

const SECOND_MS = 1_000;
const REFUSALS: readonly (number | null)[] = [401, 403, 429];

/** Counts what arrives at a simulated Discord as the real one would. */
export class Traffic {
  readonly #arrivals: number[] = [];
  readonly #awaited = new Map<number, () => Promise<void> | void>();
  #done: Promise<unknown> = Promise.resolve();

  /** To be called with each request, before its answer. */
  arrive(): void {
    this.#arrivals.push(performance.now());
    const done = this.#awaited.get(this.total)?.();
    this.#done = Promise.all([this.#done, done]);
  }

  /** Does it when so many have arrived; whether they have: ask the returned function. */
  when(count: number, act: () => Promise<void> | void): () => boolean {
    this.#awaited.set(count, act);
    return () => this.total >= count;
  }

  get total(): number {
    return this.#arrivals.length;
  }

  /** What was to be done on the way is not done any more, and what was begun is over. */
  async calm(): Promise<void> {
    this.#awaited.clear();
    await this.#done;
  }

  /** Within any second, wherever it begins. */
  mostInASecond(): number {
    let first = 0;
    let most = 0;
    this.#arrivals.forEach((at, index) => {
      while ((this.#arrivals[first] ?? at) <= at - SECOND_MS) first += 1;
      most = Math.max(most, index - first + 1);
    });
    return most;
  }
}

export function refusalsOf({ requests }: DiscordSimulator): number {
  return requests.all().filter(({ status }) => REFUSALS.includes(status)).length;
}
