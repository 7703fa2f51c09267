import type { TenantId } from '@annals/domain';
import type { Repositories } from '../../ports/unit-of-work.ts';
import { FaultyStore, replaced } from './faulty-store.ts';

/** Removes the rows of every tenant beside those of the one. */
export class RemovesTooMuch extends FaultyStore {
  protected override spoil({ tenants }: Repositories): Partial<Repositories> {
    const removeRows = async (tenantId: TenantId, limit: number) => {
      for (const { id } of await tenants.list({ after: null, limit })) {
        await tenants.removeRows(id, limit);
      }
      return await tenants.removeRows(tenantId, limit);
    };
    return { tenants: replaced(tenants, { removeRows }) };
  }
}
