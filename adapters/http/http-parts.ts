import type {
  ChannelProgress,
  Clock,
  Doctor,
  ErrorCause,
  IdSource,
  KeyHolder,
  ListedSyncError,
  Logger,
  MessagesOfDay,
  OverviewEntry,
  Platforms,
  QueueAdmin,
  RegisteredTenant,
  RegisterTenantRequest,
  RunListener,
  RunPlace,
  SignedIn,
  SyncStatusReport,
  TenantChanges,
  TriggeredRun,
  TriggerRunRequest,
} from '@annals/application';
import type { ApiKey, ApiKeyId, ChannelId, RunId, SyncRun, Tenant, TenantId } from '@annals/domain';

export interface ReadinessCheck {
  readonly name: 'database' | 'migrations' | 'queue';
  readonly ok: boolean;
  /** What is wrong, in one sentence that anyone may read: `/readyz` asks for no key. */
  readonly message: string | null;
}

/** A page of a list: what comes behind `after`, at most `limit`. */
export interface PageAfter<Place> {
  readonly after: Place | null;
  readonly limit: number;
}

/** Syncs of communities, asked for, stopped and looked at; a scheduler and workers do the rest. */
export interface PlatformSyncService {
  trigger(tenant: Tenant, request: TriggerRunRequest): Promise<TriggeredRun>;
  cancel(tenant: Tenant): Promise<SyncRun>;
  status(tenant: Tenant): Promise<SyncStatusReport>;
  /** Newest first. */
  listRuns(tenant: Tenant, page: PageAfter<RunPlace>): Promise<readonly SyncRun[]>;
  /** Null when the tenant has no such run. */
  findRun(tenant: Tenant, runId: RunId): Promise<SyncRun | null>;
  /** In the order in which they happened. */
  listErrors(
    tenant: Tenant,
    runId: RunId,
    page: PageAfter<string>,
  ): Promise<readonly ListedSyncError[]>;
  listChannels(tenant: Tenant, page: PageAfter<ChannelId>): Promise<readonly ChannelProgress[]>;
  /** Tells how the tenant's latest run goes on, until the returned function is called. */
  watch(tenant: Tenant, listener: RunListener): () => void;
}

/** What the API needs of the rest. */
export interface HttpParts {
  readonly tenants: {
    register(request: RegisterTenantRequest): Promise<RegisteredTenant>;
    /** With `seenBy`, as that tenant's key sees it: any other one is not there. */
    find(idOrSlug: string, seenBy?: TenantId): Promise<Tenant | null>;
    /** Oldest first. */
    list(page: PageAfter<TenantId>): Promise<readonly Tenant[]>;
    /** Where the sync of each stands, in the same order. */
    overview(tenants: readonly Tenant[], seenBy?: TenantId): Promise<readonly OverviewEntry[]>;
    /** Null when it was removed meanwhile. */
    update(tenant: Tenant, changes: TenantChanges): Promise<Tenant | null>;
    /** Resolves when nothing of it is left. */
    remove(tenant: Tenant): Promise<void>;
  };
  readonly sync: PlatformSyncService;
  readonly keys: {
    /** Null for a key that opens nothing. */
    authenticate(key: string): Promise<KeyHolder | null>;
    /** A new key and, this once, its text. */
    issue(request: {
      readonly tenantId: TenantId | null;
      readonly name: string;
      readonly expiresAt: Date | null;
    }): Promise<{ readonly apiKey: ApiKey; readonly key: string }>;
    /** Of one tenant, or the admin keys for null; oldest first. */
    list(tenantId: TenantId | null, page: PageAfter<ApiKeyId>): Promise<readonly ApiKey[]>;
    /** Null when there is no such key. */
    revoke(tenantId: TenantId | null, keyId: ApiKeyId): Promise<ApiKey | null>;
  };
  /** Of browsers. */
  readonly sessions: {
    /** Null for a key that opens nothing. */
    signIn(key: string): Promise<SignedIn | null>;
    /** Null for a token that opens nothing. */
    authenticate(token: string): Promise<KeyHolder | null>;
    signOut(token: string): Promise<void>;
  };
  /** Figures of the last days. */
  readonly activity: {
    /** Oldest first, today last, none left out. */
    messagesPerDay(tenant: Tenant, days: number): Promise<readonly MessagesOfDay[]>;
    /** The latest first. */
    errorCauses(tenant: Tenant, days: number): Promise<readonly ErrorCause[]>;
  };
  readonly platforms: Pick<Platforms, 'missingSetting'> & {
    /** Of all whose plugins are loaded. */
    names(): readonly string[];
    /** Where people find the id of a community; null when the plugin does not say. */
    platformIdHint(platform: string): string | null;
  };
  readonly doctor: Pick<Doctor, 'examine' | 'examineAll'>;
  readonly queue: QueueAdmin;
  /** Answers requests below `QUEUE_BOARD_PATH`. */
  readonly queueBoard: (request: Request) => Promise<Response>;
  /** Figures in the text format of Prometheus. */
  readonly metrics: () => Promise<string>;
  readonly readiness: () => Promise<readonly ReadinessCheck[]>;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly ids: Pick<IdSource, 'uuid'>;
}

/** What a process without an API needs to show that it is well. */
export type ProbeParts = Pick<HttpParts, 'readiness' | 'metrics' | 'logger' | 'clock' | 'ids'>;

/** What a process needs to say that it waits. */
export type WaitingParts = Omit<ProbeParts, 'metrics'>;
