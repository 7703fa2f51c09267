import type { DiscordSimulator } from '@annals/plugin-discord/simulator';

const SECOND_MS = 1_000;
const REFUSALS: readonly (number | null)[] = [401, 403, 429];

/** Counts what arrives at a simulated Discord as the real one would. */
export class Traffic {
  readonly #arrivals: number[] = [];
  readonly #awaited = new Map<number, () => void>();

  /** To be called with each request, before its answer. */
  arrive(): void {
    this.#arrivals.push(performance.now());
    this.#awaited.get(this.total)?.();
  }

  /** Does it when so many have arrived. */
  when(count: number, act: () => void): void {
    this.#awaited.set(count, act);
  }

  get total(): number {
    return this.#arrivals.length;
  }

  /** What was to be done on the way is not done any more. */
  calm(): void {
    this.#awaited.clear();
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
