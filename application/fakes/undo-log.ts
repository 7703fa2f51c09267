/** How to take back, step by step, what was done since the last commit. */
export class UndoLog {
  #steps: (() => void)[] = [];

  add(undo: () => void): void {
    this.#steps.push(undo);
  }

  commit(): void {
    this.#steps = [];
  }

  rollBack(): void {
    for (const undo of this.#steps.toReversed()) undo();
    this.#steps = [];
  }
}
