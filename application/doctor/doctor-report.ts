import type { Finding, PlatformChannel, Spread, Tenant, Verdict } from '@annals/domain';
import type { ExcludedChannel } from '../ports/platform-diagnosis.ts';

/** What a first sync would cost. */
export interface SyncCost {
  readonly requests: Spread;
  readonly seconds: Spread;
}

/** Guessed from samples: platforms count no messages. */
export interface SyncEstimate {
  /** Threads' included. */
  readonly messages: Spread;
  readonly threads: Spread;
  readonly withoutReactionUsers: SyncCost;
  readonly withReactionUsers: SyncCost;
}

/** One community as it was found. */
export interface CommunityReport {
  readonly platform: string;
  /** As it was asked for; it may be no id at all. */
  readonly platformId: string;
  /** Null when the community is no tenant, or was not asked for as one. */
  readonly tenant: Pick<Tenant, 'id' | 'slug'> | null;
  /** The platform's name for it; null when it could not be reached. */
  readonly name: string | null;
  readonly findings: readonly Finding[];
  /** By name. */
  readonly archived: readonly Pick<PlatformChannel, 'id' | 'name' | 'type'>[];
  /** By name. */
  readonly excluded: readonly ExcludedChannel[];
  /** Null when it was not wanted, or could not be made. */
  readonly estimate: SyncEstimate | null;
  /** Requests that the examination took. */
  readonly requests: number;
}

export interface DoctorReport {
  /** Over all findings. */
  readonly verdict: Verdict;
  /** On the installation itself: database, queue, workers, settings that no community tells of. */
  readonly service: readonly Finding[];
  readonly communities: readonly CommunityReport[];
}
