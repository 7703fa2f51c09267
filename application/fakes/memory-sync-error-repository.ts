import type { RunId, SyncError, TenantId } from '@annals/domain';
import type { SyncErrorRepository } from '../ports/sync-error-repository.ts';
import type { MemorySession } from './memory-session.ts';
import { keyOf } from './memory-table.ts';
import { type MemoryTables, oldestFirst } from './memory-tables.ts';

export class MemorySyncErrorRepository implements SyncErrorRepository {
  readonly #tables: MemoryTables;
  readonly #session: MemorySession;

  constructor(tables: MemoryTables, session: MemorySession) {
    this.#tables = tables;
    this.#session = session;
  }

  add(errors: readonly SyncError[]): Promise<void> {
    return this.#session.run('errors.add', () => {
      for (const error of errors) {
        const { tenantId, runId, channelId, messageId, code, message, attempt, occurredAt } = error;
        this.#tables.errors.put({
          number: this.#tables.nextErrorNumber(),
          ...{ tenantId, runId, channelId, messageId, code, message, attempt, occurredAt },
        });
      }
    });
  }

  listOf(tenantId: TenantId, runId: RunId, limit: number): Promise<SyncError[]> {
    return this.#session.run('errors.listOf', () =>
      oldestFirst(this.#tables.errors.inGroup(keyOf(tenantId, runId))).slice(0, limit),
    );
  }
}
