import {
  type JsonObject,
  type SyncRun,
  slugFromName,
  type Tenant,
  type TenantId,
} from '@annals/domain';
import { ApplicationError } from '../application-error.ts';
import type { PlatformPlugin } from '../ports/platform-plugin.ts';
import type { Repositories } from '../ports/unit-of-work.ts';
import { enqueueRun, newRun, type TriggerRunParts } from '../runs/trigger-run.ts';

export interface RegisterTenantParts extends TriggerRunParts {
  readonly plugins: ReadonlyMap<string, PlatformPlugin>;
}

export interface RegisterTenantRequest {
  readonly name: string;
  /** Null: made from the name, with something behind it when that is taken. */
  readonly slug: string | null;
  readonly platform: string;
  readonly platformId: string;
  readonly settings: JsonObject;
}

export interface RegisteredTenant {
  readonly tenant: Tenant;
  readonly run: SyncRun;
}

/** Stores a tenant and its initial run in one step, and queues that run. */
export async function registerTenant(
  parts: RegisterTenantParts,
  request: RegisterTenantRequest,
): Promise<RegisteredTenant> {
  const tenant = newTenant(parts, request);
  const registered = await parts.unitOfWork.transaction(async (repositories) => {
    const stored = await store(repositories, tenant, request.slug !== null);
    const { run } = await repositories.runs.createUnlessActive(
      newRun(parts, stored, {
        trigger: 'initial',
        mode: 'incremental',
        channelIds: null,
        requestedBy: null,
      }),
    );
    return { tenant: stored, run };
  });
  await enqueueRun(parts, registered.run);
  return registered;
}

function newTenant(parts: RegisterTenantParts, request: RegisterTenantRequest): Tenant {
  const { name, slug, platform, settings } = request;
  const plugin = parts.plugins.get(platform);
  if (plugin === undefined) {
    const known = [...parts.plugins.keys()].join(', ');
    throw new ApplicationError(
      'unknown_platform',
      `No plugin for this platform is loaded; there is: ${known}.`,
    );
  }
  const platformId = plugin.platformIdSchema.safeParse(request.platformId);
  if (!platformId.success) {
    const [issue] = platformId.error.issues;
    const why = issue?.message ?? 'is not valid';
    throw new ApplicationError('invalid_platform_id', `The community’s id ${why}.`);
  }
  const now = parts.clock.now();
  return {
    id: parts.ids.uuid() as TenantId,
    slug: slug ?? slugFromName(name),
    name,
    platform,
    platformId: platformId.data,
    status: 'active',
    settings,
    lastSyncedAt: null,
    createdAt: now,
    updatedAt: now,
  };
}

/** Up to here a number is nicer; behind it the tenant's own id tells its slug apart. */
const NUMBERED_SLUGS = 9;
/** With an id and a hyphen behind them, as long as a slug may be. */
const LETTERS_BEFORE_ID = 26;

/** The slugs to try, nicest first: only a slug that was made from a name may be changed. */
function slugsOf({ slug, id }: Tenant, isChosen: boolean): string[] {
  if (isChosen) return [slug];
  const numbers = Array.from({ length: NUMBERED_SLUGS - 1 }, (_, index) => index + 2);
  const beforeId = slug.slice(0, LETTERS_BEFORE_ID).replace(/-$/, '');
  return [slug, ...numbers.map((number) => `${slug}-${number}`), `${beforeId}-${id}`];
}

async function store(
  { tenants }: Repositories,
  tenant: Tenant,
  isChosen: boolean,
): Promise<Tenant> {
  for (const slug of slugsOf(tenant, isChosen)) {
    const candidate = { ...tenant, slug };
    const answer = await tenants.create(candidate);
    if (answer === 'created') return candidate;
    if (answer === 'platform_taken') {
      throw platformTaken(await tenants.findByPlatform(tenant.platform, tenant.platformId));
    }
  }
  throw new ApplicationError('slug_taken', 'Another tenant has this slug: choose another one.');
}

/** Only admins register, who may know of every tenant. `by`: null when it has just been removed. */
function platformTaken(by: Tenant | null): ApplicationError {
  const which = by === null ? '' : `: ${by.slug}, which is ${by.status}`;
  return new ApplicationError(
    'platform_taken',
    `This community has a tenant already${which}. Go on with that one, or remove it first.`,
  );
}
