import type { ApiKey, ApiKeyId, TenantId } from '@annals/domain';

export interface ApiKeyRepository {
  create(key: ApiKey): Promise<void>;
  /** The key with this hash, revoked and expired ones included: the caller judges. */
  findByHash(keyHash: string): Promise<ApiKey | null>;
  /** Resolves once no other transaction that did this is open: one that makes an admin key is seen by the next. */
  lockAdminKeys(): Promise<void>;
  /** Whether there is an admin key that is neither revoked nor expired at `at`. */
  hasActiveAdminKey(at: Date): Promise<boolean>;
  /**
   * The keys of one tenant, or the admin keys for null, revoked and expired ones included, with an
   * id after the given one, by id (and so oldest first); at most `limit`.
   */
  list(
    tenantId: TenantId | null,
    page: { readonly after: ApiKeyId | null; readonly limit: number },
  ): Promise<ApiKey[]>;
  /**
   * Revokes a key of this tenant (an admin key for null); the key as it is now. An earlier
   * revocation keeps its time. Null when there is no such key.
   */
  revoke(tenantId: TenantId | null, keyId: ApiKeyId, at: Date): Promise<ApiKey | null>;
  /** Notes that a key was used, unless that was noted at or after `unlessSince` already. */
  recordUse(keyId: ApiKeyId, at: Date, unlessSince: Date): Promise<void>;
}
