import { type Freshness, freshnessOf, type Tenant } from '@annals/domain';
import type { Clock } from '../ports/clock.ts';
import type { Schedule } from '../ports/schedule.ts';
import type { TenantStanding } from '../ports/tenant-repository.ts';

export interface FreshnessParts {
  readonly clock: Clock;
  readonly schedule: Schedule;
  /** The platforms whose plugins are loaded. */
  readonly platforms: readonly string[];
}

/** A round's run may take this long before its tenant counts as late. */
const GRACE_MS = 30 * 60 * 1000;

/** Whether the schedule queues runs for a tenant. */
export function isScheduled(
  { platforms }: Pick<FreshnessParts, 'platforms'>,
  { status, platform }: Pick<Tenant, 'status' | 'platform'>,
): boolean {
  return status === 'active' && platforms.includes(platform);
}

/** How well a tenant's archive keeps up with the schedule now. */
export function freshnessNow(
  { clock, schedule, platforms }: FreshnessParts,
  { tenant, lastEnding }: TenantStanding,
): Freshness {
  const { status, platform, lastSyncedAt } = tenant;
  return freshnessOf(
    { status, isReadable: platforms.includes(platform), lastSyncedAt, lastEnding },
    schedule.previous(new Date(clock.now().getTime() - GRACE_MS)),
  );
}
