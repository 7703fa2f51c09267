/** What is asked: a route, and the channel or guild that it is asked of, which has its own bucket. */
export interface Asked {
  readonly route: string;
  readonly place: string;
}

/**
 * Lets one question of each route go first. discord.js counts the requests of a channel under a
 * makeshift name until an answer names the route's bucket, and then counts from the start again:
 * whatever it has sent by then it forgets, and may send once too often.
 */
export class FirstAnswers {
  /** Of routes whose first question is on its way, and of places whose bucket it emptied. */
  readonly #gates = new Map<string, PromiseWithResolvers<void>>();
  /** Routes of which an answer told. */
  readonly #known = new Set<string>();
  readonly #longestWaitMs: number;

  /** A bucket that stays empty for longer is asked all the same: its refusal tells for how long. */
  constructor(longestWaitMs: number) {
    this.#longestWaitMs = longestWaitMs;
  }

  /** Asks, once the first answer of this route is here. */
  async ask<T>({ route, place }: Asked, ask: () => Promise<T>): Promise<T> {
    const gateNow = () => this.#gates.get(route) ?? this.#gates.get(bucketOf({ route, place }));
    let gate = gateNow();
    while (gate !== undefined) {
      await gate.promise;
      gate = gateNow();
    }
    return this.#known.has(route) ? await ask() : await this.#askFirst(route, ask);
  }

  /**
   * discord.js is given an answer that names the route's bucket, or tells that it has none. The
   * others may go; those of the same place once its bucket is not empty any more.
   */
  learn({ route, place }: Asked, headers: Headers): void {
    if (this.#known.has(route)) return;
    this.#known.add(route);
    const isEmpty = headers.get('x-ratelimit-remaining') === '0';
    const waitMs = isEmpty ? Math.ceil(Number(headers.get('x-ratelimit-reset-after')) * 1_000) : 0;
    if (waitMs > 0 && waitMs <= this.#longestWaitMs) {
      const bucket = bucketOf({ route, place });
      this.#gates.set(bucket, Promise.withResolvers());
      setTimeout(() => this.#open(bucket), waitMs).unref();
    }
    // Only once discord.js has taken note of the answer.
    setTimeout(() => this.#open(route), 0).unref();
  }

  async #askFirst<T>(route: string, ask: () => Promise<T>): Promise<T> {
    this.#gates.set(route, Promise.withResolvers());
    try {
      return await ask();
    } finally {
      // Nothing was learnt: the next one is the first.
      if (!this.#known.has(route)) this.#open(route);
    }
  }

  #open(gate: string): void {
    this.#gates.get(gate)?.resolve();
    this.#gates.delete(gate);
  }
}

function bucketOf({ route, place }: Asked): string {
  return `${route} ${place}`;
}
