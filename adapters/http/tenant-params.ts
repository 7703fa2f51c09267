import { slugSchema, tenantIdSchema } from '@annals/domain';
import { z } from 'zod';

/** The parameters of an address below a tenant. Anything that is no id or slug names no tenant. */
export const tenantParams: z.ZodType<{ readonly tenantId: string }> = z.object({
  tenantId: z.union([tenantIdSchema, slugSchema]),
});
