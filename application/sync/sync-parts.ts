import type { Anonymiser, ChannelId, IdHasher, RunId } from '@annals/domain';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { PlatformAdapter } from '../ports/platform-adapter.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { ContentDoubt } from './content-doubt.ts';

export interface SyncSettings {
  /** Messages that one transaction stores at most. */
  readonly batchSize: number;
  /** Channels read at the same time. */
  readonly channelConcurrency: number;
  /** What is younger than this is read again in every run. Milliseconds. */
  readonly lookBackMs: number;
  /** Whether to ask who reacted, at one request or more per emoji and message. */
  readonly readReactionUsers: boolean;
}

/** Which channels to read; null for all. A thread goes with its parent. */
export type ChannelFilter = ReadonlySet<ChannelId> | null;

/** What every step of a run works with. */
export interface SyncParts {
  readonly adapter: PlatformAdapter;
  readonly unitOfWork: UnitOfWork;
  readonly anonymiser: Anonymiser;
  readonly hasher: IdHasher;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly settings: SyncSettings;
  /** What the run was asked to read. */
  readonly filter: ChannelFilter;
  /** Whether what this run reads can be believed to be all there is. */
  readonly content: ContentDoubt;
  /** The reading of everything, not only of what is young, that the run is part of; or null. */
  readonly fullReading: RunId | null;
}

/**
 * From when on messages are read again, although they are stored: those that were young when they
 * were last seen, however long ago; null: those that are young now.
 */
export function lookBackStart(
  { clock, settings }: Pick<SyncParts, 'clock' | 'settings'>,
  lastSeenAt: Date | null,
): Date {
  // A clock that was set back since says that they were last seen in the future.
  const seenAt = Math.min(clock.now().getTime(), lastSeenAt?.getTime() ?? Number.POSITIVE_INFINITY);
  return new Date(seenAt - settings.lookBackMs);
}
