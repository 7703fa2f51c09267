import { readCopy } from './stored-copy.ts';
import type { UndoLog } from './undo-log.ts';

/** Runs the statements of repositories: each by itself, or all in one transaction. */
export interface MemorySession {
  /** `call` names it, for instance `messages.upsert`. A statement does everything or nothing. */
  run<T>(call: string, statement: () => T): Promise<T>;
}

/** Lets in one after the other, in the order of their coming. */
export class Turnstile {
  #last: Promise<unknown> = Promise.resolve();

  pass<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    // Whoever comes next waits for the end of it, well or not.
    this.#last = turn.then(
      () => {},
      () => {},
    );
    return turn;
  }
}

export interface MemorySessionParts {
  readonly undoLog: UndoLog;
  readonly turnstile: Turnstile;
  /** Called before every statement; what it throws is the statement's error. */
  readonly beforeCall: (call: string) => Promise<void>;
}

/** Every statement stands alone, and waits for the transaction that is open. */
export class StandaloneSession implements MemorySession {
  readonly #parts: MemorySessionParts;

  constructor(parts: MemorySessionParts) {
    this.#parts = parts;
  }

  run<T>(call: string, statement: () => T): Promise<T> {
    const { turnstile, beforeCall, undoLog } = this.#parts;
    return turnstile.pass(async () => {
      await beforeCall(call);
      try {
        const answer = statement();
        undoLog.commit();
        return readCopy(answer);
      } catch (error) {
        undoLog.rollBack();
        throw error;
      }
    });
  }
}

/** As in PostgreSQL, the first statement that fails spoils the transaction. */
export class TransactionSession implements MemorySession {
  readonly #parts: MemorySessionParts;
  #spoiledBy: { readonly error: unknown } | null = null;
  #isOver = false;

  constructor(parts: MemorySessionParts) {
    this.#parts = parts;
  }

  async run<T>(call: string, statement: () => T): Promise<T> {
    try {
      if (this.#spoiledBy !== null) throw new Error('An earlier statement has failed.');
      await this.#parts.beforeCall(call);
      if (this.#isOver) throw new Error(`${call}: the transaction is over.`);
      return readCopy(statement());
    } catch (error) {
      this.#spoiledBy ??= { error };
      throw error;
    }
  }

  /** Stores everything, or nothing when a statement had failed: its error is thrown then. */
  commit(): void {
    if (this.#spoiledBy !== null) throw this.#spoiledBy.error;
    this.#isOver = true;
    this.#parts.undoLog.commit();
  }

  rollBack(): void {
    this.#isOver = true;
    this.#parts.undoLog.rollBack();
  }
}
