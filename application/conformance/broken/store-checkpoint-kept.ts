import type { SyncProgress } from '@annals/domain';
import { MemoryStore } from '../../fakes/memory-store.ts';
import type { Repositories } from '../../ports/unit-of-work.ts';

/** A rollback leaves the checkpoints where the transaction had moved them. */
export class CheckpointKept extends MemoryStore {
  override async transaction<T>(work: (repositories: Repositories) => Promise<T>): Promise<T> {
    let moved: SyncProgress[] = [];
    try {
      return await super.transaction(async (repositories) => {
        try {
          return await work(repositories);
        } finally {
          moved = this.tables.progress.all();
        }
      });
    } catch (error) {
      for (const row of moved) this.tables.progress.put(row);
      throw error;
    }
  }
}
