import type { SyncRun, Tenant } from '@annals/domain';
import type { Clock } from '../ports/clock.ts';
import type { SyncQueue } from '../ports/sync-queue.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';

/**
 * `pending`: a run is asked for and not in the queue yet. `queued`: it waits for a worker.
 * `cancelling`: it runs and was asked to stop.
 */
export type SyncState = 'idle' | 'pending' | 'queued' | 'running' | 'cancelling';

export interface SyncProgressReport {
  /** Grows while channels are still being discovered. */
  readonly channelsTotal: number;
  /** Read or found without news. */
  readonly channelsDone: number;
  /** Messages that the current run has stored. */
  readonly messages: number;
  /** Null until the run has worked for a second. */
  readonly messagesPerSecond: number | null;
}

export interface SyncStatusReport {
  readonly state: SyncState;
  readonly currentRun: SyncRun | null;
  readonly lastRun: SyncRun | null;
  readonly lastSuccessfulSyncAt: Date | null;
  readonly queuePosition: number | null;
  /** Null when no run is queued or running. */
  readonly progress: SyncProgressReport | null;
}

export interface ReadStatusParts {
  readonly unitOfWork: UnitOfWork;
  readonly queue: SyncQueue;
  readonly clock: Clock;
}

/** Where a tenant's sync stands, from PostgreSQL and, for a waiting run, the queue. */
export async function readStatus(
  { unitOfWork, queue, clock }: ReadStatusParts,
  tenant: Tenant,
): Promise<SyncStatusReport> {
  const { runs } = unitOfWork.repositories;
  const [currentRun, lastRun] = await Promise.all([
    runs.findActive(tenant.id),
    runs.findLatestFinished(tenant.id),
  ]);
  const isQueued = currentRun?.status === 'queued';
  const queuePosition = isQueued ? await queue.positionOf(currentRun.id) : null;
  return {
    state: stateOf(currentRun, queuePosition),
    currentRun,
    lastRun,
    lastSuccessfulSyncAt: tenant.lastSyncedAt,
    queuePosition,
    progress: currentRun === null ? null : progressOf(currentRun, clock.now()),
  };
}

function stateOf(run: SyncRun | null, queuePosition: number | null): SyncState {
  if (run === null) return 'idle';
  if (run.status === 'running') return run.cancelRequestedAt === null ? 'running' : 'cancelling';
  // A run that was handed back waits for its turn whether or not the queue counts it.
  return queuePosition === null && run.startedAt === null ? 'pending' : 'queued';
}

function progressOf(run: SyncRun, now: Date): SyncProgressReport {
  const { channels, counters } = run;
  const messages = counters.messagesAdded + counters.messagesUpdated;
  const seconds = run.startedAt === null ? 0 : (now.getTime() - run.startedAt.getTime()) / 1000;
  return {
    channelsTotal: channels.total,
    channelsDone: channels.done + channels.skipped,
    messages,
    messagesPerSecond: seconds < 1 ? null : Math.round(messages / seconds),
  };
}
