import type { KeyHolder } from '@annals/application';
import { z } from 'zod';

/** Whom a request speaks for, as it is answered. */
export interface CallerView {
  readonly kind: 'admin' | 'tenant';
  /** Null for an admin. */
  readonly tenantId: string | null;
  /** The key's id, or `environment`. */
  readonly keyId: string;
}

export const callerViewSchema: z.ZodType<CallerView> = z
  .object({
    kind: z.enum(['admin', 'tenant']),
    tenantId: z.uuid().nullable(),
    keyId: z.string(),
  })
  .meta({ id: 'Caller' });

export function callerView(holder: KeyHolder): CallerView {
  const tenantId = holder.kind === 'tenant' ? holder.tenantId : null;
  return { kind: holder.kind, tenantId, keyId: holder.keyId };
}
