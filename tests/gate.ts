/** A gate that the simulated Discord waits at before each answer. */
export class Gate {
  #opened: PromiseWithResolvers<void> | null = null;
  #passing = Number.POSITIVE_INFINITY;

  /** Lets so many pass before it closes: work that is quick would be over before somebody sees it. */
  closeBehind(count: number): void {
    this.#passing = count;
  }

  close(): void {
    this.#opened = Promise.withResolvers();
  }

  open(): void {
    this.#opened?.resolve();
    this.#opened = null;
  }

  async pass(): Promise<void> {
    await this.#opened?.promise;
    this.#passing -= 1;
    if (this.#passing === 0) this.close();
  }
}
