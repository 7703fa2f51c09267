/** Stores a batch; its checkpoint only once `before` has resolved. */
export type Write = (before: Promise<void>) => Promise<void>;

/**
 * Batches of one channel on their way into the store, two at most. While the end of one is committed
 * the rows of the next may go in already; each is committed behind the one before it, and none when
 * that one fails.
 */
export class WriteQueue {
  #writes: Promise<void>[] = [];

  /**
   * Resolves once `write` has begun: at once, or behind all others when it touches what they may
   * (`besides` false). Rejects with what one of them failed with.
   */
  async begin(write: Write, { besides }: { readonly besides: boolean }): Promise<void> {
    await this.#atMost(besides ? 1 : 0);
    const writing = write(this.#writes.at(-1) ?? Promise.resolve());
    // A failure waits until somebody asks for the end of it.
    writing.catch(() => {});
    this.#writes.push(writing);
  }

  /** Resolves once there is room for one more batch. Rejects with what a write failed with. */
  room(): Promise<void> {
    return this.#atMost(1);
  }

  /** Resolves once everything is stored. Rejects with what a write failed with. */
  end(): Promise<void> {
    return this.#atMost(0);
  }

  /** When it rejects, nothing is under way any more. */
  async #atMost(count: number): Promise<void> {
    while (this.#writes.length > count) {
      try {
        await this.#writes[0];
        this.#writes = this.#writes.slice(1);
      } catch (error) {
        await Promise.allSettled(this.#writes);
        this.#writes = [];
        throw error;
      }
    }
  }
}
