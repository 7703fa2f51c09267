import type { TenantId } from '@annals/domain';
import type { TenantReading } from '../../ports/tenant-reading.ts';
import type { Repositories } from '../../ports/unit-of-work.ts';
import { FaultyStore } from './faulty-store.ts';

/** Forgets for whom it reads. */
export class ReadsEverything extends FaultyStore {
  override readAs<T>(
    _tenantId: TenantId,
    read: (repositories: TenantReading) => Promise<T>,
  ): Promise<T> {
    return read(this.repositories);
  }

  protected override spoil(): Partial<Repositories> {
    return {};
  }
}
