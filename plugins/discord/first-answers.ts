/**
 * Lets one question of each route go first. discord.js counts the requests of a channel under a
 * makeshift name until an answer names the route's bucket, and then counts from the start again:
 * whatever it has sent by then it forgets, and may send once too often.
 */
export class FirstAnswers {
  /** Of routes whose first question is on its way, or whose bucket it emptied. */
  readonly #gates = new Map<string, PromiseWithResolvers<void>>();
  /** Routes of which an answer told. */
  readonly #known = new Set<string>();

  /** Asks, once the first answer of this route is here. */
  async ask<T>(route: string, ask: () => Promise<T>): Promise<T> {
    let gate = this.#gates.get(route);
    while (gate !== undefined) {
      await gate.promise;
      gate = this.#gates.get(route);
    }
    return this.#known.has(route) ? await ask() : await this.#askFirst(route, ask);
  }

  /**
   * discord.js is given an answer that names the route's bucket, or tells that it has none. The
   * others may go once that is not empty any more, though the first itself may have to wait on.
   */
  learn(route: string, headers: Headers): void {
    if (!this.#gates.has(route) || this.#known.has(route)) return;
    this.#known.add(route);
    const isEmpty = headers.get('x-ratelimit-remaining') === '0';
    const seconds = isEmpty ? Number(headers.get('x-ratelimit-reset-after')) : 0;
    const waitMs = Number.isFinite(seconds) ? Math.ceil(seconds * 1_000) : 0;
    setTimeout(() => this.#open(route), waitMs).unref();
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

  #open(route: string): void {
    this.#gates.get(route)?.resolve();
    this.#gates.delete(route);
  }
}
