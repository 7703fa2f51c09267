import type { PlatformId, Tenant, TenantId } from '@annals/domain';
import type { TenantRepository } from '../ports/tenant-repository.ts';
import type { MemorySession } from './memory-session.ts';
import type { MemoryTables } from './memory-tables.ts';

export class MemoryTenantRepository implements TenantRepository {
  readonly #tables: MemoryTables;
  readonly #session: MemorySession;

  constructor(tables: MemoryTables, session: MemorySession) {
    this.#tables = tables;
    this.#session = session;
  }

  create(tenant: Tenant): Promise<'created' | 'platform_taken' | 'slug_taken'> {
    return this.#session.run('tenants.create', () => {
      if (this.#byPlatform(tenant.platform, tenant.platformId) !== null) return 'platform_taken';
      if (this.#bySlug(tenant.slug) !== null) return 'slug_taken';
      if (this.#tables.tenants.get(tenant.id) !== null) {
        throw new Error('There is a tenant with this id.');
      }
      this.#tables.tenants.put(tenant);
      return 'created';
    });
  }

  find(tenantId: TenantId): Promise<Tenant | null> {
    return this.#session.run('tenants.find', () => this.#tables.tenants.get(tenantId));
  }

  findBySlug(slug: string): Promise<Tenant | null> {
    return this.#session.run('tenants.findBySlug', () => this.#bySlug(slug));
  }

  findByPlatform(platform: string, platformId: PlatformId): Promise<Tenant | null> {
    return this.#session.run('tenants.findByPlatform', () =>
      this.#byPlatform(platform, platformId),
    );
  }

  recordSynced(tenantId: TenantId, at: Date): Promise<void> {
    return this.#session.run('tenants.recordSynced', () => {
      const tenant = this.#tables.tenants.get(tenantId);
      if (tenant === null) return;
      this.#tables.tenants.put({ ...tenant, lastSyncedAt: at, updatedAt: at });
    });
  }

  #bySlug(slug: string): Tenant | null {
    return this.#tables.tenants.all().find((tenant) => tenant.slug === slug) ?? null;
  }

  #byPlatform(platform: string, platformId: PlatformId): Tenant | null {
    const tenants = this.#tables.tenants.all();
    return (
      tenants.find((one) => one.platform === platform && one.platformId === platformId) ?? null
    );
  }
}
