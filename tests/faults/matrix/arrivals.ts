import type { DiscordSimulator } from '@annals/plugin-discord/simulator';

type Request = ReturnType<DiscordSimulator['requests']['all']>[number];
export type ArrivingRequest = Pick<Request, 'path' | 'query' | 'template'>;

interface Watch {
  readonly isIt: (request: ArrivingRequest) => boolean;
  readonly act: () => Promise<void> | void;
}

/** Tells what is asked of a simulated Discord as it arrives: how far the workers are. */
export class Arrivals {
  /** By path, how far its pages were asked for. */
  readonly #furthest = new Map<string, bigint>();
  readonly #watches = new Set<Watch>();
  #total = 0;
  #further = 0;

  /** To be called with each request, before its answer, which waits for what is done meanwhile. */
  async arrive(request: ArrivingRequest): Promise<void> {
    this.#total += 1;
    if (this.#goesFurther(request)) this.#further += 1;
    for (const watch of [...this.#watches]) {
      if (!watch.isIt(request)) continue;
      this.#watches.delete(watch);
      await watch.act();
    }
  }

  get total(): number {
    return this.#total;
  }

  /** Resolves with the nth such request from now on, as `act` begins; its answer waits for `act`. */
  onNth(
    nth: number,
    isSuch: (request: ArrivingRequest) => boolean,
    act: () => Promise<void> | void = () => {},
  ): Promise<void> {
    let seen = 0;
    return this.#when({
      isIt(request) {
        if (isSuch(request)) seen += 1;
        return seen === nth;
      },
      act,
    });
  }

  /** Resolves when so many requests, in all, have asked for what none before them had. */
  untilFurther(count: number): Promise<void> {
    return this.#when({ isIt: () => this.#further >= count, act: () => {} });
  }

  /** Whoever reads again from a checkpoint has other cursors, and goes no further with them. */
  #goesFurther({ path, query }: ArrivingRequest): boolean {
    const after = BigInt(query.after ?? 0);
    if (after <= (this.#furthest.get(path) ?? -1n)) return false;
    this.#furthest.set(path, after);
    return true;
  }

  #when({ isIt, act }: Watch): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#watches.add({
      isIt,
      act() {
        // Not once it has ended: a worker that is asked to stop may be gone by then.
        resolve();
        return act();
      },
    });
    return promise;
  }
}
