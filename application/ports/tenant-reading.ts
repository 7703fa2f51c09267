import type { ApiKeyRepository } from './api-key-repository.ts';
import type { FiguresRepository } from './figures-repository.ts';
import type { RunRepository } from './run-repository.ts';
import type { SyncErrorRepository } from './sync-error-repository.ts';
import type { SyncProgressRepository } from './sync-progress-repository.ts';
import type { TenantRepository } from './tenant-repository.ts';

/** What is read on behalf of one tenant: rows of others are as if they were not there. */
export interface TenantReading {
  readonly tenants: Pick<TenantRepository, 'find' | 'findBySlug'>;
  readonly progress: Pick<SyncProgressRepository, 'list'>;
  readonly runs: Pick<RunRepository, 'find' | 'findActive' | 'latestOf' | 'list'>;
  readonly errors: Pick<SyncErrorRepository, 'listOf'>;
  readonly figures: FiguresRepository;
  readonly apiKeys: Pick<ApiKeyRepository, 'list'>;
}
