import { MemoryStore } from '../../fakes/memory-store.ts';
import type { MessageRow } from '../../fakes/memory-tables.ts';
import type { Repositories } from '../../ports/unit-of-work.ts';

/** A rollback leaves the messages that the transaction had stored. */
export class MessagesKept extends MemoryStore {
  override async transaction<T>(work: (repositories: Repositories) => Promise<T>): Promise<T> {
    let stored: MessageRow[] = [];
    try {
      return await super.transaction(async (repositories) => {
        try {
          return await work(repositories);
        } finally {
          stored = this.tables.messages.all();
        }
      });
    } catch (error) {
      for (const row of stored) this.tables.messages.put(row);
      throw error;
    }
  }
}
