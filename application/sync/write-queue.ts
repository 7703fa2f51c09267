/** Stores a batch; its checkpoint only once `before` has resolved. */
export type Write = (before: Promise<void>) => Promise<void>;

/**
 * Batches of one reader on their way into the store, two at most. While the end of one is committed
 * the rows of the next may go in already; each is committed behind the one before it, and none when
 * that one fails: what was read behind it must not be stored without it.
 */
export class WriteQueue {
  #writes: readonly UnderWay[] = [];
  #failure: { readonly error: unknown } | null = null;
  #begun: Promise<void> = Promise.resolve();

  /** Whether nothing is on its way. */
  get isIdle(): boolean {
    return this.#writes.length === 0;
  }

  /**
   * Resolves once `write` has begun: at once, or behind all others when it touches what they may
   * (`besides` false). Rejects with what one of them failed with.
   */
  begin(write: Write, how: { readonly besides: boolean }): Promise<void> {
    this.#begun = this.#begun.then(() => this.#begin(write, how));
    return this.#begun;
  }

  /** Resolves once there is room for one more batch. Rejects with what a write failed with. */
  room(): Promise<void> {
    return this.#atMost(1);
  }

  /** Resolves once everything is stored. Rejects with what a write failed with. */
  end(): Promise<void> {
    return this.#atMost(0);
  }

  async #begin(write: Write, { besides }: { readonly besides: boolean }): Promise<void> {
    await this.#atMost(besides ? 1 : 0);
    const committed = write(this.#writes.at(-1)?.committed ?? Promise.resolve());
    const over = committed
      .catch((error: unknown) => {
        // Waits until somebody asks for room, or for the end.
        this.#failure ??= { error };
      })
      .then(() => {
        this.#writes = this.#writes.filter((underWay) => underWay.over !== over);
      });
    this.#writes = [...this.#writes, { committed, over }];
  }

  /** When it rejects, nothing is under way any more, and it does so from then on. */
  async #atMost(count: number): Promise<void> {
    while (this.#failure === null && this.#writes.length > count) await this.#writes[0]?.over;
    if (this.#failure === null) return;
    await Promise.all(this.#writes.map(({ over }) => over));
    throw this.#failure.error;
  }
}

interface UnderWay {
  readonly committed: Promise<void>;
  /** Never rejects. */
  readonly over: Promise<void>;
}
