import type { TenantId } from '@annals/domain';
import type { TenantReading } from '../ports/tenant-reading.ts';
import type { Repositories, UnitOfWork } from '../ports/unit-of-work.ts';
import { memoryRepositories } from './memory-repositories.ts';
import {
  type MemorySessionParts,
  StandaloneSession,
  TransactionSession,
  Turnstile,
} from './memory-session.ts';
import { MemoryTables, type TenantSnapshot } from './memory-tables.ts';
import { memoryTenantReading } from './memory-tenant-reading.ts';
import { UndoLog } from './undo-log.ts';

/**
 * The archive in memory: one state behind all repositories, with rollback and fencing like the
 * real one. Transactions and single calls take turns: nobody sees what is not committed, and who
 * calls the outer repositories inside a transaction waits for ever.
 */
export class MemoryStore implements UnitOfWork {
  readonly repositories: Repositories;
  /**
   * Called before every call of a repository with its name (`messages.upsert`), so that a test
   * can watch, hold or fail it.
   */
  beforeCall: (call: string) => Promise<void> = async () => {};
  protected readonly tables: MemoryTables;
  readonly #parts: MemorySessionParts;

  constructor() {
    const undoLog = new UndoLog();
    this.tables = new MemoryTables(undoLog);
    this.#parts = {
      undoLog,
      turnstile: new Turnstile(),
      beforeCall: (call) => this.beforeCall(call),
    };
    this.repositories = memoryRepositories(this.tables, new StandaloneSession(this.#parts));
  }

  transaction<T>(work: (repositories: Repositories) => Promise<T>): Promise<T> {
    return this.#parts.turnstile.pass(async () => {
      const session = new TransactionSession(this.#parts);
      try {
        const answer = await work(memoryRepositories(this.tables, session));
        session.commit();
        return answer;
      } catch (error) {
        session.rollBack();
        throw error;
      }
    });
  }

  readAs<T>(tenantId: TenantId, read: (repositories: TenantReading) => Promise<T>): Promise<T> {
    return this.transaction((repositories) => read(memoryTenantReading(repositories, tenantId)));
  }

  /** Everything that is stored for a tenant now, an open transaction's work included. */
  snapshot(tenantId: TenantId): TenantSnapshot {
    return this.tables.snapshot(tenantId);
  }

  /** One text for each row of all tables, which is another one once the row is written. */
  rowVersions(): string[] {
    return this.tables.rowVersions();
  }
}
