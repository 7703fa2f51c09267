import type { TenantChanges, TenantRepository, TenantStanding } from '@annals/application';
import type { PlatformId, Tenant, TenantId } from '@annals/domain';
import type { Selectable } from 'kysely';
import { KyselyRepository } from './kysely-repository.ts';
import type { TenantTable } from './schema.ts';
import { removeTenantRows } from './statements/remove-tenant-rows.ts';
import { tenantStandings } from './statements/tenant-standings.ts';
import { StoreError } from './store-error.ts';

export class KyselyTenantRepository extends KyselyRepository implements TenantRepository {
  async create(tenant: Tenant): Promise<'created' | 'platform_taken' | 'slug_taken'> {
    const { numInsertedOrUpdatedRows } = await this.db
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

  async list({ after, limit }: Parameters<TenantRepository['list']>[0]): Promise<Tenant[]> {
    const rows = await this.#all()
      .$if(after !== null, (query) => query.where('id', '>', after as TenantId))
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(tenantOf);
  }

  async update(
    tenantId: TenantId,
    changes: TenantChanges,
    at: Date,
  ): Promise<Tenant | 'slug_taken' | null> {
    try {
      return await this.#update(tenantId, changes, at);
    } catch (error) {
      // Somebody took it between the look and the write.
      if (error instanceof StoreError && error.constraint === 'tenants_slug_key') {
        return 'slug_taken';
      }
      throw error;
    }
  }

  async #update(
    tenantId: TenantId,
    { name, slug, status, settings }: TenantChanges,
    at: Date,
  ): Promise<Tenant | 'slug_taken' | null> {
    const row = await this.db
      .updateTable('tenants')
      .set({
        ...(name === undefined ? {} : { name }),
        ...(slug === undefined ? {} : { slug }),
        ...(status === undefined ? {} : { status }),
        ...(settings === undefined ? {} : { settings }),
        updated_at: at,
      })
      .where('id', '=', tenantId)
      .$if(slug !== undefined, (query) =>
        query.where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('tenants as other')
                .where('other.slug', '=', slug ?? '')
                .where('other.id', '<>', tenantId),
            ),
          ),
        ),
      )
      .returningAll()
      .executeTakeFirst();
    if (row !== undefined) return tenantOf(row);
    return (await this.find(tenantId)) === null ? null : 'slug_taken';
  }

  standings(): Promise<TenantStanding[]> {
    return tenantStandings(this.db);
  }

  removeRows(tenantId: TenantId, limit: number): Promise<number> {
    return removeTenantRows(this.db, tenantId, limit);
  }

  async remove(tenantId: TenantId): Promise<boolean> {
    const { numDeletedRows } = await this.db
      .deleteFrom('tenants')
      .where('id', '=', tenantId)
      .executeTakeFirst();
    return numDeletedRows > 0n;
  }

  async recordSynced(tenantId: TenantId, at: Date): Promise<void> {
    await this.db
      .updateTable('tenants')
      .set({ last_synced_at: at, updated_at: at })
      .where('id', '=', tenantId)
      .execute();
  }

  #all() {
    return this.db.selectFrom('tenants').selectAll();
  }
}

function toTenant(row: Selectable<TenantTable> | undefined): Tenant | null {
  return row === undefined ? null : tenantOf(row);
}

function tenantOf(row: Selectable<TenantTable>): Tenant {
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
