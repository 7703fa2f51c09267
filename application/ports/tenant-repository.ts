import type { PlatformId, RunEnding, Tenant, TenantId } from '@annals/domain';

export type TenantChanges = Partial<Pick<Tenant, 'name' | 'slug' | 'status' | 'settings'>>;

/** What the freshness of a tenant's archive is told from. */
export interface TenantStanding {
  readonly tenant: Pick<Tenant, 'id' | 'platform' | 'status' | 'createdAt' | 'lastSyncedAt'>;
  /** How the most recently finished run ended; null before the first. */
  readonly lastEnding: { readonly status: RunEnding; readonly errorCode: string | null } | null;
}

export interface TenantRepository {
  /**
   * Stores a new tenant. `platform_taken` and `slug_taken` say which unique rule it would break;
   * nothing is stored then, and the transaction around it can go on.
   */
  create(tenant: Tenant): Promise<'created' | 'platform_taken' | 'slug_taken'>;
  find(tenantId: TenantId): Promise<Tenant | null>;
  findBySlug(slug: string): Promise<Tenant | null>;
  findByPlatform(platform: string, platformId: PlatformId): Promise<Tenant | null>;
  /** Tenants with an id after the given one, by id (and so oldest first); at most `limit`. */
  list(page: { readonly after: TenantId | null; readonly limit: number }): Promise<Tenant[]>;
  /** The tenant with its changes; `slug_taken` and null (no such tenant) change nothing. */
  update(
    tenantId: TenantId,
    changes: TenantChanges,
    at: Date,
  ): Promise<Tenant | 'slug_taken' | null>;
  /** The standing of every tenant, in no order. One statement. */
  standings(): Promise<TenantStanding[]>;
  /**
   * Removes up to `limit` rows that belong to a tenant: messages and what hangs on them first,
   * runs and keys last, the tenant itself never. How many; 0 when nothing is left.
   */
  removeRows(tenantId: TenantId, limit: number): Promise<number>;
  /** Removes the tenant itself, once `removeRows` has nothing left. False when there is none. */
  remove(tenantId: TenantId): Promise<boolean>;
  /** Notes when a run last brought the archive up to date. */
  recordSynced(tenantId: TenantId, at: Date): Promise<void>;
}
