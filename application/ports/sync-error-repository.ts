import type { RunId, SyncError, TenantId } from '@annals/domain';

/** An error with its place in the list of its run. */
export interface ListedSyncError extends SyncError {
  /** Opaque; ask for what comes behind it. */
  readonly place: string;
}

export interface SyncErrorRepository {
  /** Stores errors, all in one statement. */
  add(errors: readonly SyncError[]): Promise<void>;
  /** A run's errors in the order in which they were stored, behind the given place; at most `limit`. */
  listOf(
    tenantId: TenantId,
    runId: RunId,
    page: { readonly after: string | null; readonly limit: number },
  ): Promise<ListedSyncError[]>;
  /** How many errors of a run have this code. */
  count(tenantId: TenantId, runId: RunId, code: string): Promise<number>;
}
