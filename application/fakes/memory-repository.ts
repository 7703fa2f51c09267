import type { MemorySession } from './memory-session.ts';
import type { MemoryTables } from './memory-tables.ts';

/** What every repository in memory is made of: the rows, and the session that its statements run in. */
export abstract class MemoryRepository {
  protected readonly tables: MemoryTables;
  readonly #session: MemorySession;

  constructor(tables: MemoryTables, session: MemorySession) {
    this.tables = tables;
    this.#session = session;
  }

  /** `call` names it, for instance `messages.upsert`. A statement does everything or nothing. */
  protected run<T>(call: string, statement: () => T): Promise<T> {
    return this.#session.run(call, statement);
  }
}
