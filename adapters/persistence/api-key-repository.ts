import type { ApiKeyRepository } from '@annals/application';
import type { ApiKey } from '@annals/domain';
import type { Kysely } from 'kysely';
import type { Schema } from './schema.ts';

export class KyselyApiKeyRepository implements ApiKeyRepository {
  readonly #db: Kysely<Schema>;

  constructor(db: Kysely<Schema>) {
    this.#db = db;
  }

  async create(key: ApiKey): Promise<void> {
    await this.#db
      .insertInto('api_keys')
      .values({
        id: key.id,
        tenant_id: key.tenantId,
        name: key.name,
        prefix: key.prefix,
        key_hash: key.keyHash,
        expires_at: key.expiresAt,
        revoked_at: key.revokedAt,
        last_used_at: key.lastUsedAt,
        created_at: key.createdAt,
      })
      .execute();
  }

  async findByHash(keyHash: string): Promise<ApiKey | null> {
    const row = await this.#db
      .selectFrom('api_keys')
      .selectAll()
      .where('key_hash', '=', keyHash)
      .executeTakeFirst();
    if (row === undefined) return null;
    return {
      id: row.id,
      tenantId: row.tenant_id,
      name: row.name,
      prefix: row.prefix,
      keyHash: row.key_hash,
      expiresAt: row.expires_at,
      revokedAt: row.revoked_at,
      lastUsedAt: row.last_used_at,
      createdAt: row.created_at,
    };
  }

  async hasActiveAdminKey(at: Date): Promise<boolean> {
    const row = await this.#db
      .selectFrom('api_keys')
      .select('id')
      .where('tenant_id', 'is', null)
      .where('revoked_at', 'is', null)
      .where(({ or, eb }) => or([eb('expires_at', 'is', null), eb('expires_at', '>', at)]))
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  }
}
