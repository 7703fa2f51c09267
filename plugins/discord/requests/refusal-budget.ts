import { LimitedAnswer } from './errors.ts';

/** Discord blocks an address after 10,000 such answers within its window; far from it we stop. */
const MOST_REFUSALS = 100;
const WINDOW_MS = 10 * 60 * 1_000;
/** The answers that Discord counts as invalid. */
const REFUSALS: readonly number[] = [401, 403, 429];

/**
 * Keeps a process from being told no too often, whatever is wrong: a token that was revoked, a
 * hundred channels that may not be read. In no ten minutes does it let more than a hundred
 * requests be refused, and so it counts those under way as if they were.
 */
export class RefusalBudget {
  readonly #now: () => number;
  /** When requests were refused, oldest first. */
  readonly #refused: number[] = [];
  #underWay = 0;
  #returned = Promise.withResolvers<void>();

  /** `now`: milliseconds that never go back. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Sends a request when even its refusal is within the limit; throws `LimitedAnswer` beyond. */
  async spend<T>(send: () => Promise<T>): Promise<T> {
    while (this.#left() <= this.#underWay) {
      if (this.#underWay === 0) throw new LimitedAnswer('refusals', this.#untilNextMs());
      await this.#returned.promise;
    }
    this.#underWay += 1;
    try {
      return await send();
    } finally {
      this.#underWay -= 1;
      this.#returned.resolve();
      this.#returned = Promise.withResolvers();
    }
  }

  /** Takes note of the status of an answer. */
  note(status: number): void {
    if (REFUSALS.includes(status)) this.#refused.push(this.#now());
  }

  #left(): number {
    const since = this.#now() - WINDOW_MS;
    while ((this.#refused[0] ?? since) < since) this.#refused.shift();
    return MOST_REFUSALS - this.#refused.length;
  }

  #untilNextMs(): number {
    return (this.#refused[0] ?? this.#now()) + WINDOW_MS - this.#now();
  }
}
