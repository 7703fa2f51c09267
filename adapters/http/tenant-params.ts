import {
  type ApiKeyId,
  apiKeyIdSchema,
  type RunId,
  runIdSchema,
  slugSchema,
  tenantIdSchema,
} from '@annals/domain';
import { z } from 'zod';

const tenantId = z.union([tenantIdSchema, slugSchema]);

/** The parameters of an address below a tenant. Anything that is no id or slug names no tenant. */
export const tenantParams: z.ZodType<{ readonly tenantId: string }> = z.object({ tenantId });

export const runParams: z.ZodType<{ readonly tenantId: string; readonly runId: RunId }> = z.object({
  tenantId,
  runId: runIdSchema,
});

export const tenantKeyParams: z.ZodType<{ readonly tenantId: string; readonly keyId: ApiKeyId }> =
  z.object({ tenantId, keyId: apiKeyIdSchema });

export const adminKeyParams: z.ZodType<{ readonly keyId: ApiKeyId }> = z.object({
  keyId: apiKeyIdSchema,
});
