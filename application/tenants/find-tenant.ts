import { type Tenant, tenantIdSchema } from '@annals/domain';
import type { TenantRepository } from '../ports/tenant-repository.ts';

/** A tenant by its id or its slug; a UUID is never taken for a slug. */
export async function findTenant(
  { tenants }: { readonly tenants: Pick<TenantRepository, 'find' | 'findBySlug'> },
  idOrSlug: string,
): Promise<Tenant | null> {
  const id = tenantIdSchema.safeParse(idOrSlug);
  return id.success ? await tenants.find(id.data) : await tenants.findBySlug(idOrSlug);
}
