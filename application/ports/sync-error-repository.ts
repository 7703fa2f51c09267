import type { RunId, SyncError, TenantId } from '@annals/domain';

export interface SyncErrorRepository {
  /** Stores errors, all in one statement. */
  add(errors: readonly SyncError[]): Promise<void>;
  /** A run's errors, oldest first, at most `limit`. */
  listOf(tenantId: TenantId, runId: RunId, limit: number): Promise<SyncError[]>;
}
