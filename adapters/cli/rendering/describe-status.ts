import type { OverviewAnswer, StatusAnswer, TenantAnswer } from '../api/answers.ts';
import { describeProgress } from './describe-progress.ts';
import { describeRun } from './describe-run.ts';
import { formatTable } from './format-table.ts';
import type { Palette } from './palette.ts';
import { withoutControls } from './plain-text.ts';
import { count, moment } from './quantities.ts';

/** Where a tenant's sync stands. */
export function describeStatus(slug: string, status: StatusAnswer, palette: Palette): string {
  const { state, progress, lastRun, nextScheduledAt, freshness } = status;
  const lines = [`${slug}: ${palette.state(state)}, ${freshness.replaceAll('_', ' ')}`];
  if (progress !== null) {
    const told = withoutControls(describeProgress(status));
    lines.push(`  ${Math.floor(progress.percent)} %, ${told}`);
  }
  if (lastRun !== null) lines.push(`  last run ${describeRun(lastRun, palette)}`);
  if (nextScheduledAt !== null) lines.push(`  next run at ${moment(nextScheduledAt)}`);
  return lines.join('\n');
}

/** The same of many tenants, a line each. */
export function describeOverview(entries: readonly OverviewAnswer[], palette: Palette): string {
  if (entries.length === 0) return NO_TENANTS;
  const rows = entries.map(({ tenant, sync, lastDay }) => [
    tenant.slug,
    palette.state(tenant.status === 'active' ? sync.state : tenant.status),
    sync.progress === null ? '' : `${Math.floor(sync.progress.percent)} %`,
    sync.freshness.replaceAll('_', ' '),
    sync.lastRun === null ? 'none' : palette.state(sync.lastRun.status),
    count(lastDay.messages),
  ]);
  const header = ['tenant', 'state', 'done', 'freshness', 'last run', 'messages in 24 h'];
  return formatTable([header, ...rows]).trimEnd();
}

const NO_TENANTS =
  'There are no tenants yet: `annals tenants add <platform> <platform-id>` adds one (on Discord: `discord` and the server’s id).';

export function describeTenants(tenants: readonly TenantAnswer[], palette: Palette): string {
  if (tenants.length === 0) return NO_TENANTS;
  const rows = tenants.map(({ slug, name, platform, platformId, status, lastSyncedAt }) => [
    ...[slug, withoutControls(name), platform, platformId, palette.state(status)],
    lastSyncedAt === null ? 'never' : moment(lastSyncedAt),
  ]);
  const header = ['tenant', 'name', 'platform', 'its id', 'status', 'last synced'];
  return formatTable([header, ...rows]).trimEnd();
}

export function describeTenant(
  tenant: TenantAnswer,
  status: StatusAnswer,
  palette: Palette,
): string {
  const { id, name, platform, platformId } = tenant;
  const rows = [
    ['name', withoutControls(name)],
    ['id', id],
    [platform, platformId],
    ['status', palette.state(tenant.status)],
  ];
  return `${formatTable(rows)}${describeStatus(tenant.slug, status, palette)}`;
}
