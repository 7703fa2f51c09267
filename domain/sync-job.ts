import { z } from 'zod';
import { type RunId, runIdSchema, type TenantId, tenantIdSchema } from './ids.ts';

/**
 * What travels through the queue: only which run. Everything else is read from the run's row,
 * so that a job can be lost, doubled or made again without harm.
 */
export interface SyncJobData {
  readonly runId: RunId;
  readonly tenantId: TenantId;
}

export const syncJobDataSchema: z.ZodType<SyncJobData> = z.object({
  runId: runIdSchema,
  tenantId: tenantIdSchema,
});
