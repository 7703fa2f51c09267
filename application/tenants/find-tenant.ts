import { type Tenant, tenantIdSchema } from '@annals/domain';
import type { UnitOfWork } from '../ports/unit-of-work.ts';

/** A tenant by its id or its slug; a UUID is never taken for a slug. */
export async function findTenant(
  { repositories }: UnitOfWork,
  idOrSlug: string,
): Promise<Tenant | null> {
  const id = tenantIdSchema.safeParse(idOrSlug);
  return id.success
    ? await repositories.tenants.find(id.data)
    : await repositories.tenants.findBySlug(idOrSlug);
}
