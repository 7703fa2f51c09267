import type { ApiKeyRepository } from '../../ports/api-key-repository.ts';
import type { Repositories } from '../../ports/unit-of-work.ts';
import { FaultyStore, replaced } from './faulty-store.ts';

/** Revokes a key whoever it belongs to. */
export class RevokedByAnybody extends FaultyStore {
  protected override spoil({ apiKeys, tenants }: Repositories): Partial<Repositories> {
    const revoke: ApiKeyRepository['revoke'] = async (tenantId, keyId, at) => {
      const owners = [tenantId, null, ...(await tenants.list({ after: null, limit: 100 }))];
      for (const owner of owners) {
        const id = typeof owner === 'object' ? (owner?.id ?? null) : owner;
        const revoked = await apiKeys.revoke(id, keyId, at);
        if (revoked !== null) return revoked;
      }
      return null;
    };
    return { apiKeys: replaced(apiKeys, { revoke }) };
  }
}
