import type { KeyHolder } from '@annals/application';
import type { Tenant, TenantId } from '@annals/domain';
import type { HttpParts, PageAfter } from './http-parts.ts';

/** The tenants that a caller reaches: all of them, or its own. */
export async function listReached(
  tenants: Pick<HttpParts['tenants'], 'list' | 'find'>,
  caller: KeyHolder,
  page: PageAfter<TenantId>,
): Promise<readonly Tenant[]> {
  if (caller.kind === 'admin') return await tenants.list(page);
  const tenant = page.after === null ? await tenants.find(caller.tenantId, caller.tenantId) : null;
  return tenant === null ? [] : [tenant];
}
