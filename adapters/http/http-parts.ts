import type {
  Clock,
  IdSource,
  KeyHolder,
  Logger,
  RegisteredTenant,
  RegisterTenantRequest,
  SyncStatusReport,
  TriggeredRun,
  TriggerRunRequest,
} from '@annals/application';
import type { Tenant } from '@annals/domain';

export interface ReadinessCheck {
  readonly name: 'database' | 'migrations' | 'queue';
  readonly ok: boolean;
  /** What is wrong, in one sentence that anyone may read: `/readyz` asks for no key. */
  readonly message: string | null;
}

/** What the API needs of the rest. */
export interface HttpParts {
  readonly tenants: {
    register(request: RegisterTenantRequest): Promise<RegisteredTenant>;
    find(idOrSlug: string): Promise<Tenant | null>;
  };
  readonly sync: {
    trigger(tenant: Tenant, request: TriggerRunRequest): Promise<TriggeredRun>;
    status(tenant: Tenant): Promise<SyncStatusReport>;
  };
  readonly keys: {
    /** Null for a key that opens nothing. */
    authenticate(key: string): Promise<KeyHolder | null>;
  };
  readonly readiness: () => Promise<readonly ReadinessCheck[]>;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly ids: Pick<IdSource, 'uuid'>;
}
