import type { RunId, SyncError, TenantId } from '@annals/domain';
import type { ListedSyncError, SyncErrorRepository } from '../ports/sync-error-repository.ts';
import { MemoryRepository } from './memory-repository.ts';
import { keyOf } from './memory-table.ts';
import { inOrderOfStoring } from './memory-tables.ts';

export class MemorySyncErrorRepository extends MemoryRepository implements SyncErrorRepository {
  add(errors: readonly SyncError[]): Promise<void> {
    return this.run('errors.add', () => {
      for (const error of errors) {
        const { tenantId, runId, channelId, messageId, code, message, attempt, occurredAt } = error;
        this.tables.errors.put({
          number: this.tables.nextErrorNumber(),
          ...{ tenantId, runId, channelId, messageId, code, message, attempt, occurredAt },
        });
      }
    });
  }

  listOf(
    tenantId: TenantId,
    runId: RunId,
    { after, limit }: Parameters<SyncErrorRepository['listOf']>[2],
  ): Promise<ListedSyncError[]> {
    return this.run('errors.listOf', () =>
      inOrderOfStoring(this.tables.errors.inGroup(keyOf(tenantId, runId)))
        .filter(({ number }) => after === null || number > Number(after))
        .slice(0, limit)
        .map(({ number, ...error }) => ({ ...error, place: String(number) })),
    );
  }

  count(tenantId: TenantId, runId: RunId, code: string): Promise<number> {
    return this.run('errors.count', () => {
      const errors = this.tables.errors.inGroup(keyOf(tenantId, runId));
      return errors.filter((error) => error.code === code).length;
    });
  }
}
