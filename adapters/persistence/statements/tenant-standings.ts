import type { TenantStanding } from '@annals/application';
import type { RunEnding, TenantId, TenantStatus } from '@annals/domain';
import { type Kysely, sql } from 'kysely';
import type { Schema } from '../schema.ts';

interface StandingRow {
  readonly id: TenantId;
  readonly platform: string;
  readonly status: TenantStatus;
  readonly created_at: Date;
  readonly last_synced_at: Date | null;
  readonly last_status: RunEnding | null;
  readonly last_error_code: string | null;
}

/** Every tenant with its last ending: a look into an index for each, in one statement. */
export async function tenantStandings(db: Kysely<Schema>): Promise<TenantStanding[]> {
  const { rows } = await sql<StandingRow>`
    select tenants.id, platform, tenants.status, tenants.created_at, last_synced_at,
      latest.status as last_status, latest.error_code as last_error_code
    from tenants
    left join lateral (
      select status, error_code from sync_runs
      where sync_runs.tenant_id = tenants.id and finished_at is not null
      order by finished_at desc, id desc limit 1
    ) as latest on true
  `.execute(db);
  return rows.map((row) => ({
    tenant: {
      id: row.id,
      platform: row.platform,
      status: row.status,
      createdAt: row.created_at,
      lastSyncedAt: row.last_synced_at,
    },
    lastEnding:
      row.last_status === null ? null : { status: row.last_status, errorCode: row.last_error_code },
  }));
}
