import type { TenantId } from '@annals/domain';
import type { TenantReading } from '../ports/tenant-reading.ts';
import type { Repositories } from '../ports/unit-of-work.ts';

/** The reading part of the repositories without the rows of other tenants. */
export function memoryTenantReading(
  { tenants, progress, runs, errors, apiKeys }: Repositories,
  tenantId: TenantId,
): TenantReading {
  const ownRow = async <Row>(reading: Promise<Row | null>, ownerOf: (row: Row) => TenantId) => {
    const row = await reading;
    return row !== null && ownerOf(row) === tenantId ? row : null;
  };
  const ownRows = async <Row>(owner: TenantId | null, reading: () => Promise<Row[]>) =>
    owner === tenantId ? await reading() : [];
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
      findLatestFinished: (of) => ownRow(runs.findLatestFinished(of), owner),
      list: (of, page) => ownRows(of, () => runs.list(of, page)),
    },
    errors: { listOf: (of, ...rest) => ownRows(of, () => errors.listOf(of, ...rest)) },
    apiKeys: { list: (of, page) => ownRows(of, () => apiKeys.list(of, page)) },
  };
}
