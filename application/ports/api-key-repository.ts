import type { ApiKey } from '@annals/domain';

export interface ApiKeyRepository {
  create(key: ApiKey): Promise<void>;
  /** The key with this hash, revoked and expired ones included: the caller judges. */
  findByHash(keyHash: string): Promise<ApiKey | null>;
  /** Whether there is an admin key that is neither revoked nor expired at `at`. */
  hasActiveAdminKey(at: Date): Promise<boolean>;
}
