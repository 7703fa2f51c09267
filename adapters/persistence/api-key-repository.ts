import type { ApiKeyRepository } from '@annals/application';
import type { ApiKey, ApiKeyId, TenantId } from '@annals/domain';
import { type Selectable, sql } from 'kysely';
import { KyselyRepository } from './kysely-repository.ts';
import type { ApiKeyTable } from './schema.ts';

export class KyselyApiKeyRepository extends KyselyRepository implements ApiKeyRepository {
  async create(key: ApiKey): Promise<void> {
    await this.db
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
    const row = await this.db
      .selectFrom('api_keys')
      .selectAll()
      .where('key_hash', '=', keyHash)
      .executeTakeFirst();
    return row === undefined ? null : toApiKey(row);
  }

  async list(
    tenantId: TenantId | null,
    { after, limit }: Parameters<ApiKeyRepository['list']>[1],
  ): Promise<ApiKey[]> {
    const rows = await this.db
      .selectFrom('api_keys')
      .selectAll()
      .where(ofTenant(tenantId))
      .$if(after !== null, (query) => query.where('id', '>', after as ApiKeyId))
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(toApiKey);
  }

  async revoke(tenantId: TenantId | null, keyId: ApiKeyId, at: Date): Promise<ApiKey | null> {
    const row = await this.db
      .updateTable('api_keys')
      .set({
        revoked_at: sql<Date>`coalesce(revoked_at, ${at})`,
        updated_at: sql<Date>`now()`,
      })
      .where('id', '=', keyId)
      .where(ofTenant(tenantId))
      .returningAll()
      .executeTakeFirst();
    return row === undefined ? null : toApiKey(row);
  }

  async recordUse(keyId: ApiKeyId, at: Date, unlessSince: Date): Promise<void> {
    await this.db
      .updateTable('api_keys')
      .set({ last_used_at: at, updated_at: sql<Date>`now()` })
      .where('id', '=', keyId)
      .where(({ or, eb }) =>
        or([eb('last_used_at', 'is', null), eb('last_used_at', '<', unlessSince)]),
      )
      .execute();
  }

  async lockAdminKeys(): Promise<void> {
    await sql`select pg_advisory_xact_lock(hashtext('annals.admin_key'))`.execute(this.db);
  }

  async hasActiveAdminKey(at: Date): Promise<boolean> {
    const row = await this.db
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

/** The keys of a tenant, or those of none. */
function ofTenant(tenantId: TenantId | null) {
  return tenantId === null
    ? sql<boolean>`tenant_id is null`
    : sql<boolean>`tenant_id = ${tenantId}`;
}

function toApiKey(row: Selectable<ApiKeyTable>): ApiKey {
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
