import type { TenantId } from '@annals/domain';
import type { TenantReading } from '../ports/tenant-reading.ts';
import type { Repositories } from '../ports/unit-of-work.ts';

/** The reading part of the repositories without the rows of other tenants. */
export function memoryTenantReading(
  { tenants, progress, runs, errors, figures, apiKeys }: Repositories,
  tenantId: TenantId,
): TenantReading {
  const ownRow = async <Row>(reading: Promise<Row | null>, ownerOf: (row: Row) => TenantId) => {
    const row = await reading;
    return row !== null && ownerOf(row) === tenantId ? row : null;
  };
  const ownRows = async <Row>(owner: TenantId | null, reading: () => Promise<Row[]>) =>
    owner === tenantId ? await reading() : [];
  const own = (of: readonly TenantId[]) => of.filter((id) => id === tenantId);
  const tenant = ({ id }: { readonly id: TenantId }) => id;
  const owner = (row: { readonly tenantId: TenantId }) => row.tenantId;
  return {
    tenants: {
      find: (id) => ownRow(tenants.find(id), tenant),
      findBySlug: (slug) => ownRow(tenants.findBySlug(slug), tenant),
    },
    progress: { list: (of, page) => ownRows(of, () => progress.list(of, page)) },
    runs: {
      find: (runId) => ownRow(runs.find(runId), owner),
      findActive: (of) => ownRow(runs.findActive(of), owner),
      latestOf: (of) => runs.latestOf(own(of)),
      list: (of, page) => ownRows(of, () => runs.list(of, page)),
    },
    figures: {
      lastFinishedRuns: (of) => figures.lastFinishedRuns(own(of)),
      storedSince: (of, since) => figures.storedSince(own(of), since),
      messagesPerDay: (of, from) => ownRows(of, () => figures.messagesPerDay(of, from)),
      errorCauses: (of, since) => ownRows(of, () => figures.errorCauses(of, since)),
    },
    errors: { listOf: (of, ...rest) => ownRows(of, () => errors.listOf(of, ...rest)) },
    apiKeys: { list: (of, page) => ownRows(of, () => apiKeys.list(of, page)) },
  };
}
