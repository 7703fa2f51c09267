import { setTimeout as sleep } from 'node:timers/promises';
import { type RoundTrip, RoundTrips } from './round-trips.ts';

const WINDOW_MS = 1_000;

export interface PacerTime {
  /** Milliseconds that never go back. */
  now(): number;
  /** Rejects as soon as the signal is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<unknown>;
}

const systemTime: PacerTime = {
  now: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
};

/** A request that may be sent now. Either of its ends must be told, once. */
export interface Passage {
  /** The head of the answer is here. */
  answered(): void;
  /** No answer came, and none will. */
  failed(): void;
}

/**
 * Keeps a token's limit over all requests: in no second, wherever it begins, does Discord count
 * more than `perSecond`. A fixed window cannot promise that, since Discord's second begins
 * elsewhere: two of them can put twice as many into one of Discord's.
 *
 * So each request holds one of `perSecond` places from its sending until a second after it was
 * counted for certain: after its answer, less what every trip takes at least. Requests are let
 * through in the order in which they came.
 */
export class RequestPacer {
  readonly #perSecond: number;
  readonly #time: PacerTime;
  readonly #trips = new RoundTrips();
  /** When those places were left that nobody holds, oldest first. */
  readonly #left: number[] = [];
  #held = 0;
  #pausedUntilMs = 0;
  #queue: Promise<unknown> = Promise.resolve();
  #leaving = Promise.withResolvers<void>();

  constructor(perSecond: number, time: PacerTime = systemTime) {
    this.#perSecond = perSecond;
    this.#time = time;
  }

  /** Milliseconds that can be taken off a wait which Discord's headers announce with an answer. */
  get certainTripMs(): number {
    return this.#trips.certainMs;
  }

  /** Resolves when the caller may send one request; rejects with the signal's reason. */
  pass(signal: AbortSignal): Promise<Passage> {
    const passage = this.#queue.then(() => this.#takePlace(signal));
    this.#queue = passage.catch(() => {});
    return passage;
  }

  /** Lets nothing through for a while: the limit is used up by somebody else. */
  pause(ms: number): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, this.#time.now() + ms);
  }

  async #takePlace(signal: AbortSignal): Promise<Passage> {
    for (;;) {
      signal.throwIfAborted();
      const waitMs = this.#waitMs();
      if (waitMs === null) await this.#leaving.promise;
      else if (waitMs > 0) await this.#time.sleep(Math.ceil(waitMs), signal);
      else return this.#depart();
    }
  }

  /** Null while every place is held by a request under way. */
  #waitMs(): number | null {
    const now = this.#time.now();
    const pauseMs = this.#pausedUntilMs - now;
    if (pauseMs > 0 || this.#held + this.#left.length < this.#perSecond) return pauseMs;
    const [oldest] = this.#left;
    return oldest === undefined ? null : oldest + WINDOW_MS - this.#trips.certainMs - now;
  }

  #depart(): Passage {
    if (this.#held + this.#left.length >= this.#perSecond) this.#left.shift();
    this.#held += 1;
    const trip: RoundTrip = this.#trips.begin(this.#time.now());
    return {
      answered: () => this.#leave(() => this.#trips.answered(trip, this.#time.now())),
      failed: () => this.#leave(() => this.#trips.failed()),
    };
  }

  #leave(note: () => void): void {
    note();
    this.#held -= 1;
    this.#left.push(this.#time.now());
    this.#leaving.resolve();
    this.#leaving = Promise.withResolvers();
  }
}
