/** A gate that the simulated Discord waits at before each answer. */
export class Gate {
  #opened: PromiseWithResolvers<void> | null = null;

  close(): void {
    this.#opened = Promise.withResolvers();
  }

  open(): void {
    this.#opened?.resolve();
    this.#opened = null;
  }

  async pass(): Promise<void> {
    await this.#opened?.promise;
  }
}
