import type { PlatformId, Tenant, TenantId } from '@annals/domain';

export interface TenantRepository {
  /**
   * Stores a new tenant. `platform_taken` and `slug_taken` say which unique rule it would break;
   * nothing is stored then, and the transaction around it can go on.
   */
  create(tenant: Tenant): Promise<'created' | 'platform_taken' | 'slug_taken'>;
  find(tenantId: TenantId): Promise<Tenant | null>;
  findBySlug(slug: string): Promise<Tenant | null>;
  findByPlatform(platform: string, platformId: PlatformId): Promise<Tenant | null>;
  /** Notes when a run last brought the archive up to date. */
  recordSynced(tenantId: TenantId, at: Date): Promise<void>;
}
