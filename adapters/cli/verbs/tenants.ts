import type { Tenant, TenantStatus } from '@annals/domain';
import { formatTable } from '../format-table.ts';
import {
  type ServiceVerb,
  tenantNamed,
  textOption,
  UsageError,
  type VerbCall,
  wordAt,
} from '../verb.ts';

const PAGE_SIZE = 100;

const statusOf: Readonly<Record<string, TenantStatus>> = {
  pause: 'paused',
  resume: 'active',
  cancel: 'cancelled',
};

/** The communities that are archived. */
export const tenantsVerb: ServiceVerb = {
  name: 'tenants',
  usage: [
    ['tenants list', 'all of them'],
    [
      'tenants add PLATFORM PLATFORM_ID --name NAME [--slug SLUG]',
      'archive a community from now on',
    ],
    ['tenants pause|resume|cancel TENANT', 'stop or go on archiving it; its rows stay'],
    ['tenants delete TENANT --yes', 'remove it with all that was archived'],
  ],
  options: { name: { type: 'string' }, slug: { type: 'string' }, yes: { type: 'boolean' } },
  needs: 'servers',
  async run(call) {
    const action = wordAt(call.words, 0, 'action');
    if (action === 'list') return await list(call);
    if (action === 'add') return await add(call);
    if (action === 'delete') return await remove(call);
    const status = statusOf[action];
    if (status !== undefined) return await change(call, status);
    throw new UsageError(`tenants cannot ${action}.`);
  },
};

async function list({ parts, answer }: VerbCall) {
  const tenants: Tenant[] = [];
  for (;;) {
    const after = tenants.at(-1)?.id ?? null;
    const page = await parts.tenants.list({ after, limit: PAGE_SIZE });
    tenants.push(...page);
    if (page.length < PAGE_SIZE) break;
  }
  const rows = tenants.map(({ slug, name, platform, platformId, status, lastSyncedAt }) => [
    ...[slug, name, platform, platformId, status, lastSyncedAt?.toISOString() ?? 'never'],
  ]);
  const header = ['slug', 'name', 'platform', 'its id', 'status', 'last synced'];
  answer.say(tenants, formatTable([header, ...rows]).trimEnd());
  return 0 as const;
}

async function add({ parts, words, options, answer }: VerbCall) {
  const name = textOption(options, 'name');
  if (name === undefined || name.trim() === '') throw new UsageError('--name is missing.');
  const { tenant, run } = await parts.tenants.register({
    name: name.trim(),
    slug: textOption(options, 'slug') ?? null,
    platform: wordAt(words, 1, 'platform'),
    platformId: wordAt(words, 2, 'id of the community on its platform'),
    settings: {},
  });
  answer.say(
    { tenant, runId: run.id },
    `${tenant.slug} is archived from now on; its first sync is queued.`,
  );
  return 0 as const;
}

async function change({ parts, words, answer }: VerbCall, status: TenantStatus) {
  const tenant = await tenantNamed(parts, wordAt(words, 1, 'tenant'));
  const changed = await parts.tenants.update(tenant, { status });
  answer.say(changed, `${tenant.slug} is ${status}.`);
  return 0 as const;
}

async function remove({ parts, words, options, answer }: VerbCall) {
  const tenant = await tenantNamed(parts, wordAt(words, 1, 'tenant'));
  if (options.yes !== true) {
    throw new UsageError(
      `Everything archived of ${tenant.slug} would be gone for good: say --yes.`,
    );
  }
  await parts.tenants.remove(tenant);
  answer.say({ removed: tenant.id }, `${tenant.slug} and all that was archived of it are gone.`);
  return 0 as const;
}
