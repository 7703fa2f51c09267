import {
  type JsonObject,
  jsonObjectSchema,
  type Tenant,
  type TenantStatus,
  tenantStatuses,
} from '@annals/domain';
import { z } from 'zod';

/** A tenant, as it is answered. */
export interface TenantView {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly platform: string;
  readonly platformId: string;
  readonly status: TenantStatus;
  readonly settings: JsonObject;
  readonly lastSyncedAt: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

const tenantViewShape = {
  id: z.uuid(),
  slug: z.string(),
  name: z.string(),
  platform: z.string(),
  platformId: z.string(),
  status: z.enum(tenantStatuses),
  settings: jsonObjectSchema,
  lastSyncedAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
};

export const tenantViewSchema: z.ZodType<TenantView> = z
  .object(tenantViewShape)
  .meta({ id: 'Tenant' });

/** A tenant just made, with its first run on the way. */
export interface NewTenantView extends TenantView {
  readonly sync: { readonly state: 'pending'; readonly runId: string };
}

export const newTenantViewSchema: z.ZodType<NewTenantView> = z
  .object({
    ...tenantViewShape,
    sync: z.object({ state: z.literal('pending'), runId: z.uuid() }),
  })
  .meta({ id: 'NewTenant' });

export function tenantView(tenant: Tenant): TenantView {
  const { id, slug, name, platform, platformId, status, settings } = tenant;
  return {
    id,
    slug,
    name,
    platform,
    platformId,
    status,
    settings,
    lastSyncedAt: tenant.lastSyncedAt?.toISOString() ?? null,
    createdAt: tenant.createdAt.toISOString(),
    updatedAt: tenant.updatedAt.toISOString(),
  };
}
