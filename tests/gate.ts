/** A gate that the simulated Discord waits at before each answer; open to begin with. */
export class Gate {
  #passing = Number.POSITIVE_INFINITY;
  #opened = Promise.withResolvers<void>();

  open(): void {
    this.openFor(Number.POSITIVE_INFINITY);
  }

  /** Lets so many pass, then closes: what is quick would be over before somebody sees it. */
  openFor(count: number): void {
    this.#passing = count;
    this.#opened.resolve();
    this.#opened = Promise.withResolvers();
  }

  close(): void {
    this.#passing = 0;
  }

  async pass(): Promise<void> {
    while (this.#passing <= 0) await this.#opened.promise;
    this.#passing -= 1;
  }
}
