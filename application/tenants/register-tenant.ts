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
  /** Null: made from the name, with a number behind it when that is taken. */
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
    const stored = await store(repositories, tenant, request.slug === null);
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
    throw new ApplicationError('invalid_platform_id', issue?.message ?? 'The id is not valid.');
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

/** More tenants of one name than this want slugs of their own. */
const NUMBERED_SLUGS = 100;

async function store(
  repositories: Repositories,
  tenant: Tenant,
  mayNumber: boolean,
): Promise<Tenant> {
  for (let number = 1; number <= NUMBERED_SLUGS; number += 1) {
    const candidate = number === 1 ? tenant : { ...tenant, slug: `${tenant.slug}-${number}` };
    const answer = await repositories.tenants.create(candidate);
    if (answer === 'created') return candidate;
    if (answer === 'platform_taken') {
      throw new ApplicationError('platform_taken', 'This community has a tenant already.');
    }
    if (!mayNumber) break;
  }
  throw new ApplicationError('slug_taken', 'Another tenant has this slug: choose another one.');
}
