/**
 * Lets one question of each route go first. discord.js counts the requests of a channel under a
 * makeshift name until an answer names the route's bucket, and then counts from the start again:
 * whatever it has sent by then it forgets, and may send once too often.
 */
export class FirstAnswers {
  /** Settles when a route's first question is over, and its bucket is not empty any more. */
  readonly #asking = new Map<string, Promise<void>>();
  /** Routes of which an answer told, with what was left of an emptied bucket's time then, in ms. */
  readonly #known = new Map<string, number>();

  /** Asks, once the first answer of this route is here. */
  async ask<T>(route: string, ask: () => Promise<T>): Promise<T> {
    let first = this.#asking.get(route);
    while (first !== undefined) {
      await first;
      first = this.#asking.get(route);
    }
    return this.#known.has(route) ? await ask() : await this.#askFirst(route, ask);
  }

  /** discord.js is given an answer that names the route's bucket, or tells that it has none. */
  learn(route: string, headers: Headers): void {
    if (!this.#asking.has(route)) return;
    const isEmpty = headers.get('x-ratelimit-remaining') === '0';
    const seconds = isEmpty ? Number(headers.get('x-ratelimit-reset-after')) : 0;
    this.#known.set(route, Number.isFinite(seconds) ? Math.ceil(seconds * 1_000) : 0);
  }

  async #askFirst<T>(route: string, ask: () => Promise<T>): Promise<T> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#asking.set(route, promise);
    try {
      return await ask();
    } finally {
      const open = () => {
        this.#asking.delete(route);
        resolve();
      };
      setTimeout(open, this.#known.get(route) ?? 0).unref();
    }
  }
}
