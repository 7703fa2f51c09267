import type { ApiKeyId, TenantId } from './ids.ts';

/** A key to the API. The key itself is shown once, when it is made; only its hash is kept. */
export interface ApiKey {
  readonly id: ApiKeyId;
  /** Null: an admin key, which reaches every tenant. */
  readonly tenantId: TenantId | null;
  readonly name: string;
  /** The key's first characters, to recognise it by. */
  readonly prefix: string;
  /** Lower-case hex SHA-256 of the whole key. */
  readonly keyHash: string;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly createdAt: Date;
}
