import type { ApiKey, ApiKeyId, TenantId } from '@annals/domain';
import type { ApiKeyRepository } from '../ports/api-key-repository.ts';
import { MemoryRepository } from './memory-repository.ts';
import { inOrder } from './memory-tables.ts';

export class MemoryApiKeyRepository extends MemoryRepository implements ApiKeyRepository {
  create(key: ApiKey): Promise<void> {
    return this.run('apiKeys.create', () => {
      const isTaken = this.tables.apiKeys
        .all()
        .some(({ id, keyHash }) => id === key.id || keyHash === key.keyHash);
      if (isTaken) throw new Error('There is a key with this id or hash.');
      this.tables.apiKeys.put(key);
    });
  }

  findByHash(keyHash: string): Promise<ApiKey | null> {
    return this.run(
      'apiKeys.findByHash',
      () => this.tables.apiKeys.all().find((key) => key.keyHash === keyHash) ?? null,
    );
  }

  /** Transactions take turns anyway. */
  lockAdminKeys(): Promise<void> {
    return this.run('apiKeys.lockAdminKeys', () => {});
  }

  hasActiveAdminKey(at: Date): Promise<boolean> {
    return this.run('apiKeys.hasActiveAdminKey', () =>
      this.tables.apiKeys
        .all()
        .some(
          ({ tenantId, revokedAt, expiresAt }) =>
            tenantId === null && revokedAt === null && (expiresAt === null || expiresAt > at),
        ),
    );
  }

  list(
    tenantId: TenantId | null,
    { after, limit }: Parameters<ApiKeyRepository['list']>[1],
  ): Promise<ApiKey[]> {
    return this.run('apiKeys.list', () => {
      const keys = this.tables.apiKeys
        .all()
        .filter((key) => key.tenantId === tenantId && (after === null || key.id > after));
      return inOrder(keys, ({ id }) => id).slice(0, limit);
    });
  }

  revoke(tenantId: TenantId | null, keyId: ApiKeyId, at: Date): Promise<ApiKey | null> {
    return this.run('apiKeys.revoke', () => {
      const key = this.tables.apiKeys.get(keyId);
      if (key === null || key.tenantId !== tenantId) return null;
      const revoked = { ...key, revokedAt: key.revokedAt ?? at };
      this.tables.apiKeys.put(revoked);
      return revoked;
    });
  }

  recordUse(keyId: ApiKeyId, at: Date, unlessSince: Date): Promise<void> {
    return this.run('apiKeys.recordUse', () => {
      const key = this.tables.apiKeys.get(keyId);
      if (key === null || (key.lastUsedAt !== null && key.lastUsedAt >= unlessSince)) return;
      this.tables.apiKeys.put({ ...key, lastUsedAt: at });
    });
  }
}
