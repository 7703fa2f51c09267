import type { TenantRepository } from '@annals/application';
import type { PlatformId, Tenant, TenantId } from '@annals/domain';
import type { Kysely, Selectable } from 'kysely';
import type { Schema, TenantTable } from './schema.ts';

export class KyselyTenantRepository implements TenantRepository {
  readonly #db: Kysely<Schema>;

  constructor(db: Kysely<Schema>) {
    this.#db = db;
  }

  async create(tenant: Tenant): Promise<'created' | 'platform_taken' | 'slug_taken'> {
    const { numInsertedOrUpdatedRows } = await this.#db
      .insertInto('tenants')
      .values({
        id: tenant.id,
        slug: tenant.slug,
        name: tenant.name,
        platform: tenant.platform,
        platform_id: tenant.platformId,
        status: tenant.status,
        settings: tenant.settings,
        last_synced_at: tenant.lastSyncedAt,
        created_at: tenant.createdAt,
        updated_at: tenant.updatedAt,
      })
      // Nothing raised: an error would end the transaction around it.
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    if (numInsertedOrUpdatedRows === 1n) return 'created';
    const taken = await this.findByPlatform(tenant.platform, tenant.platformId);
    return taken === null ? 'slug_taken' : 'platform_taken';
  }

  async find(tenantId: TenantId): Promise<Tenant | null> {
    return toTenant(await this.#all().where('id', '=', tenantId).executeTakeFirst());
  }

  async findBySlug(slug: string): Promise<Tenant | null> {
    return toTenant(await this.#all().where('slug', '=', slug).executeTakeFirst());
  }

  async findByPlatform(platform: string, platformId: PlatformId): Promise<Tenant | null> {
    return toTenant(
      await this.#all()
        .where('platform', '=', platform)
        .where('platform_id', '=', platformId)
        .executeTakeFirst(),
    );
  }

  async recordSynced(tenantId: TenantId, at: Date): Promise<void> {
    await this.#db
      .updateTable('tenants')
      .set({ last_synced_at: at, updated_at: at })
      .where('id', '=', tenantId)
      .execute();
  }

  #all() {
    return this.#db.selectFrom('tenants').selectAll();
  }
}

function toTenant(row: Selectable<TenantTable> | undefined): Tenant | null {
  if (row === undefined) return null;
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    platform: row.platform,
    platformId: row.platform_id,
    status: row.status,
    settings: row.settings,
    lastSyncedAt: row.last_synced_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
