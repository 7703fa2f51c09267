/** One request on its way, or its answer: what was known of time when it was sent. */
export interface RoundTrip {
  readonly sentMs: number;
  readonly opensConnection: boolean;
}

/** The first trips, made while a process still starts, may all take long: by themselves they prove nothing. */
const FEWEST_MEASURED = 10;

/**
 * How long requests take at least. Discord counts a request somewhere between its sending and its
 * answer. So between two countings there passes what passed between the answer of the one and the
 * sending of the other, and a way back and a way there besides: half of the quickest trip is
 * surely in that, as long as the quickest that was measured took no more than twice what is possible.
 */
export class RoundTrips {
  #inFlight = 0;
  #mostInFlight = 0;
  #measured = 0;
  #quickestMs = Number.POSITIVE_INFINITY;

  /** Milliseconds; 0 until enough trips were measured. */
  get certainMs(): number {
    return this.#measured < FEWEST_MEASURED ? 0 : this.#quickestMs / 2;
  }

  begin(nowMs: number): RoundTrip {
    this.#inFlight += 1;
    // More at once than ever before: it waits for a new connection first, and proves nothing.
    const opensConnection = this.#inFlight > this.#mostInFlight;
    this.#mostInFlight = Math.max(this.#mostInFlight, this.#inFlight);
    return { sentMs: nowMs, opensConnection };
  }

  answered({ sentMs, opensConnection }: RoundTrip, nowMs: number): void {
    this.#inFlight -= 1;
    if (opensConnection) return;
    this.#measured += 1;
    this.#quickestMs = Math.min(this.#quickestMs, nowMs - sentMs);
  }

  failed(): void {
    this.#inFlight -= 1;
  }
}
