import type { Tenant } from '@annals/domain';
import type { StoredRows } from '../ports/figures-repository.ts';
import type { TenantReading } from '../ports/tenant-reading.ts';
import type { FreshnessParts } from '../runs/read-freshness.ts';
import { type SyncStatusReport, statusOf } from '../runs/read-status.ts';

const LAST_DAY_MS = 24 * 60 * 60 * 1000;

export type AddedRows = Omit<StoredRows, 'tenantId'>;

/** One tenant among others. */
export interface OverviewEntry {
  readonly tenant: Tenant;
  /** Without the place in the queue, which is asked for one tenant alone. */
  readonly status: SyncStatusReport;
  /** Added by runs that ended within 24 hours or are not over. */
  readonly lastDay: AddedRows;
}

/** Where the rows are read: everywhere, or on behalf of one tenant. */
export type OverviewReading = Pick<TenantReading, 'runs' | 'figures'>;

/** Where the syncs of several tenants stand: three statements, however many tenants they are. */
export async function readOverview(
  parts: FreshnessParts,
  { runs, figures }: OverviewReading,
  tenants: readonly Tenant[],
): Promise<OverviewEntry[]> {
  const tenantIds = tenants.map(({ id }) => id);
  const since = new Date(parts.clock.now().getTime() - LAST_DAY_MS);
  const [latest, finished, stored] = await Promise.all([
    runs.latestOf(tenantIds),
    figures.lastFinishedRuns(tenantIds),
    figures.storedSince(tenantIds, since),
  ]);
  const latestOf = new Map(latest.map((run) => [run.tenantId, run]));
  const finishedOf = new Map(finished.map((run) => [run.tenantId, run]));
  const storedOf = new Map(stored.map(({ tenantId, ...rows }) => [tenantId, rows]));
  return tenants.map((tenant) => {
    const newest = latestOf.get(tenant.id) ?? null;
    const currentRun = newest?.finishedAt === null ? newest : null;
    const lastRun = finishedOf.get(tenant.id) ?? null;
    const status = statusOf(parts, { tenant, currentRun, lastRun, queuePosition: 'not_asked' });
    return { tenant, status, lastDay: storedOf.get(tenant.id) ?? nothingAdded };
  });
}

const nothingAdded: AddedRows = { runs: 0, messages: 0, reactions: 0, attachments: 0 };
