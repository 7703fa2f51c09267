import type { PlatformId, Tenant, TenantId } from '@annals/domain';
import type {
  TenantChanges,
  TenantRepository,
  TenantStanding,
} from '../ports/tenant-repository.ts';
import { MemoryRepository } from './memory-repository.ts';
import { inOrder } from './memory-tables.ts';
import { latestFinished } from './run-rows.ts';

export class MemoryTenantRepository extends MemoryRepository implements TenantRepository {
  create(tenant: Tenant): Promise<'created' | 'platform_taken' | 'slug_taken'> {
    return this.run('tenants.create', () => {
      if (this.#byPlatform(tenant.platform, tenant.platformId) !== null) return 'platform_taken';
      if (this.#bySlug(tenant.slug) !== null) return 'slug_taken';
      if (this.tables.tenants.get(tenant.id) !== null) {
        throw new Error('There is a tenant with this id.');
      }
      this.tables.tenants.put(tenant);
      return 'created';
    });
  }

  find(tenantId: TenantId): Promise<Tenant | null> {
    return this.run('tenants.find', () => this.tables.tenants.get(tenantId));
  }

  findBySlug(slug: string): Promise<Tenant | null> {
    return this.run('tenants.findBySlug', () => this.#bySlug(slug));
  }

  findByPlatform(platform: string, platformId: PlatformId): Promise<Tenant | null> {
    return this.run('tenants.findByPlatform', () => this.#byPlatform(platform, platformId));
  }

  list({ after, limit }: Parameters<TenantRepository['list']>[0]): Promise<Tenant[]> {
    return this.run('tenants.list', () => {
      const tenants = this.tables.tenants.all().filter(({ id }) => after === null || id > after);
      return inOrder(tenants, ({ id }) => id).slice(0, limit);
    });
  }

  update(
    tenantId: TenantId,
    { name, slug, status, settings }: TenantChanges,
    at: Date,
  ): Promise<Tenant | 'slug_taken' | null> {
    return this.run('tenants.update', () => {
      const tenant = this.tables.tenants.get(tenantId);
      if (tenant === null) return null;
      const holder = slug === undefined ? null : this.#bySlug(slug);
      if (holder !== null && holder.id !== tenantId) return 'slug_taken';
      const updated: Tenant = {
        ...tenant,
        name: name ?? tenant.name,
        slug: slug ?? tenant.slug,
        status: status ?? tenant.status,
        settings: settings ?? tenant.settings,
        updatedAt: at,
      };
      this.tables.tenants.put(updated);
      return updated;
    });
  }

  standings(): Promise<TenantStanding[]> {
    return this.run('tenants.standings', () =>
      this.tables.tenants.all().map((tenant) => this.#standing(tenant)),
    );
  }

  removeRows(tenantId: TenantId, limit: number): Promise<number> {
    return this.run('tenants.removeRows', () => this.tables.removeRowsOf(tenantId, limit));
  }

  remove(tenantId: TenantId): Promise<boolean> {
    return this.run('tenants.remove', () => {
      const tenant = this.tables.tenants.get(tenantId);
      if (tenant !== null) this.tables.tenants.delete(tenant);
      return tenant !== null;
    });
  }

  recordSynced(tenantId: TenantId, at: Date): Promise<void> {
    return this.run('tenants.recordSynced', () => {
      const tenant = this.tables.tenants.get(tenantId);
      if (tenant === null) return;
      this.tables.tenants.put({ ...tenant, lastSyncedAt: at, updatedAt: at });
    });
  }

  #standing({ id, platform, status, createdAt, lastSyncedAt }: Tenant): TenantStanding {
    const latest = latestFinished(this.tables.runs.all().filter((run) => run.tenantId === id));
    return {
      tenant: { id, platform, status, createdAt, lastSyncedAt },
      lastEnding:
        latest === null ? null : { status: latest.status, errorCode: latest.error?.code ?? null },
    };
  }

  #bySlug(slug: string): Tenant | null {
    return this.tables.tenants.all().find((tenant) => tenant.slug === slug) ?? null;
  }

  #byPlatform(platform: string, platformId: PlatformId): Tenant | null {
    const tenants = this.tables.tenants.all();
    return (
      tenants.find((one) => one.platform === platform && one.platformId === platformId) ?? null
    );
  }
}
