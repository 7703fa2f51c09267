import {
  type AdministeredQueue,
  authenticateKey,
  cancelRun,
  findTenant,
  holderOfSession,
  issueApiKey,
  type PlatformPlugin,
  readErrorCauses,
  readMessagesPerDay,
  readOverview,
  readStatus,
  registerTenant,
  removeTenant,
  type Schedule,
  signIn,
  signOut,
  type TriggerRunParts,
  triggerRun,
  updateTenant,
} from '@annals/application';
import type { HttpParts, PlatformSyncService } from '@annals/http';

export interface ServicesParts extends TriggerRunParts {
  readonly queue: AdministeredQueue;
  readonly schedule: Schedule;
  readonly plugins: ReadonlyMap<string, PlatformPlugin>;
  /** The admin key of the environment; null when there is none. */
  readonly adminKey: string | null;
  /**
   * Whether a key may start only so many syncs an hour. The operator who works within this very
   * process has the database in hand, and needs no limit.
   */
  readonly limitsTriggers: boolean;
}

export interface Services extends Pick<HttpParts, 'tenants' | 'keys' | 'sessions' | 'activity'> {
  readonly sync: Omit<PlatformSyncService, 'watch'>;
}

/** The use cases, each with its parts: what the API offers. */
export function createServices({
  plugins,
  adminKey,
  limitsTriggers,
  ...parts
}: ServicesParts): Services {
  const sync = syncServices(parts, [...plugins.keys()]);
  return {
    tenants: tenantServices(parts, plugins),
    sync: limitsTriggers ? sync : withoutTriggerLimit(sync),
    keys: keyServices(parts, adminKey),
    sessions: sessionServices(parts, adminKey),
    activity: {
      messagesPerDay: (tenant, days) => readMessagesPerDay(parts, tenant, days),
      errorCauses: (tenant, days) => readErrorCauses(parts, tenant, days),
    },
  };
}

type Parts = Omit<ServicesParts, 'plugins' | 'adminKey' | 'limitsTriggers'>;

function tenantServices(parts: Parts, plugins: ServicesParts['plugins']): Services['tenants'] {
  const { unitOfWork } = parts;
  return {
    register: (request) => registerTenant({ ...parts, plugins }, request),
    find: (idOrSlug, seenBy) =>
      seenBy === undefined
        ? findTenant(unitOfWork.repositories, idOrSlug)
        : unitOfWork.readAs(seenBy, (repositories) => findTenant(repositories, idOrSlug)),
    list: (page) => unitOfWork.repositories.tenants.list(page),
    overview: (tenants, seenBy) => {
      const freshness = { ...parts, platforms: [...plugins.keys()] };
      return seenBy === undefined
        ? readOverview(freshness, unitOfWork.repositories, tenants)
        : unitOfWork.readAs(seenBy, (own) => readOverview(freshness, own, tenants));
    },
    update: (tenant, changes) => updateTenant(parts, tenant, changes),
    remove: (tenant) => removeTenant(parts, tenant),
  };
}

function syncServices(parts: Parts, platforms: readonly string[]): Services['sync'] {
  const { unitOfWork } = parts;
  return {
    trigger: (tenant, request) => triggerRun(parts, tenant, request),
    cancel: (tenant) => cancelRun(parts, tenant),
    status: (tenant) => readStatus({ ...parts, platforms }, tenant),
    listRuns: ({ id }, { after, limit }) =>
      unitOfWork.readAs(id, ({ runs }) => runs.list(id, { before: after, limit })),
    findRun: async ({ id }, runId) => {
      const run = await unitOfWork.readAs(id, ({ runs }) => runs.find(runId));
      return run?.tenantId === id ? run : null;
    },
    listErrors: ({ id }, runId, page) =>
      unitOfWork.readAs(id, ({ errors }) => errors.listOf(id, runId, page)),
    listChannels: ({ id }, page) =>
      unitOfWork.readAs(id, ({ progress }) => progress.list(id, page)),
  };
}

/** Only what a key asks for is counted. */
function withoutTriggerLimit(sync: Services['sync']): Services['sync'] {
  return {
    ...sync,
    trigger: (tenant, request) => sync.trigger(tenant, { ...request, requestedBy: null }),
  };
}

function keyServices(parts: Parts, adminKey: string | null): Services['keys'] {
  const { unitOfWork, clock } = parts;
  const { apiKeys } = unitOfWork.repositories;
  return {
    authenticate: (key) => authenticateKey({ unitOfWork, clock, adminKey }, key),
    issue: (request) => issueApiKey(parts, request),
    list: (tenantId, page) =>
      tenantId === null
        ? apiKeys.list(null, page)
        : unitOfWork.readAs(tenantId, (own) => own.apiKeys.list(tenantId, page)),
    revoke: (tenantId, keyId) => apiKeys.revoke(tenantId, keyId, clock.now()),
  };
}

function sessionServices(parts: Parts, adminKey: string | null): Services['sessions'] {
  return {
    signIn: (key) => signIn({ ...parts, adminKey }, key),
    authenticate: (token) => holderOfSession({ ...parts, adminKey }, token),
    signOut: (token) => signOut(parts, token),
  };
}
