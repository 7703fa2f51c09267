import type { RunId, SyncJobData, TenantId } from '@annals/domain';

/** The job of some run. */
export function someJob(): SyncJobData {
  return { runId: crypto.randomUUID() as RunId, tenantId: crypto.randomUUID() as TenantId };
}
