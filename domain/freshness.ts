import type { RunEnding } from './run-state.ts';
import type { TenantStatus } from './tenant.ts';

/**
 * How well an archive keeps up with the schedule. `needs_action`: no run can succeed until a
 * person acts. `not_scheduled`: the tenant is paused or cancelled, or nothing reads its platform.
 */
export const freshnessStates = [
  'on_time',
  'late',
  'never_synced',
  'needs_action',
  'not_scheduled',
] as const;
export type Freshness = (typeof freshnessStates)[number];

export interface FreshnessFacts {
  readonly status: TenantStatus;
  /** Whether a plugin for its platform is loaded. */
  readonly isReadable: boolean;
  readonly lastSyncedAt: Date | null;
  readonly lastEnding: { readonly status: RunEnding; readonly errorCode: string | null } | null;
}

/** Codes of failures that every further run repeats until a person acts. */
export const failuresForPeople: readonly string[] = [
  'unauthorized',
  'bot_removed',
  'content_withheld',
  'token_missing',
  'unknown_platform',
];
const needsPerson: ReadonlySet<string | null> = new Set(failuresForPeople);

/**
 * `lastDueAt`: when a run that has ended by now was last due, a grace for its work included; null
 * when none was yet.
 */
export function freshnessOf(facts: FreshnessFacts, lastDueAt: Date | null): Freshness {
  const { status, isReadable, lastSyncedAt, lastEnding } = facts;
  if (status !== 'active' || !isReadable) return 'not_scheduled';
  if (lastEnding?.status === 'failed' && needsPerson.has(lastEnding.errorCode)) {
    return 'needs_action';
  }
  if (lastSyncedAt === null) return 'never_synced';
  return lastDueAt !== null && lastSyncedAt < lastDueAt ? 'late' : 'on_time';
}
