import {
  type Freshness,
  isFinished,
  type SyncPhase,
  type SyncRun,
  type Tenant,
} from '@annals/domain';
import type { SyncQueue } from '../ports/sync-queue.ts';
import type { TenantStanding } from '../ports/tenant-repository.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { placeInQueue } from './place-in-queue.ts';
import { type FreshnessParts, freshnessNow, isScheduled } from './read-freshness.ts';

/**
 * `pending`: a run is asked for and not in the queue yet. `queued`: it waits for a worker.
 * `cancelling`: it runs and was asked to stop.
 */
export type SyncState = 'idle' | 'pending' | 'queued' | 'running' | 'cancelling';

export interface SyncProgressReport {
  readonly phase: SyncPhase;
  /** From 0 to 100, by where the checkpoints stand in time. Never falls. */
  readonly percent: number;
  /** Grows while channels are still being discovered. */
  readonly channelsTotal: number;
  /** Read or found without news. */
  readonly channelsDone: number;
  /** Messages that the current run has stored. */
  readonly messages: number;
  /** Since the run began; null in its first second, and once no message is left to read. */
  readonly messagesPerSecond: number | null;
  /**
   * Null until there is something to tell it from. With who reacted, which is read last: until then
   * by the emoji that were met so far.
   */
  readonly etaSeconds: number | null;
  /** The name of the channel that is being read; null between channels. */
  readonly currentChannel: string | null;
}

export interface SyncStatusReport {
  readonly state: SyncState;
  readonly currentRun: SyncRun | null;
  readonly lastRun: SyncRun | null;
  readonly lastSuccessfulSyncAt: Date | null;
  /** Null when nothing will be scheduled: the tenant is not active, or nothing reads its platform. */
  readonly nextScheduledAt: Date | null;
  readonly freshness: Freshness;
  readonly queuePosition: number | null;
  /** Null when no run is queued or running. */
  readonly progress: SyncProgressReport | null;
}

export interface ReadStatusParts extends FreshnessParts {
  readonly unitOfWork: UnitOfWork;
  readonly queue: SyncQueue;
}

/** Where a tenant's sync stands, from PostgreSQL and, for a waiting run, the queue. */
export async function readStatus(
  parts: ReadStatusParts,
  tenant: Tenant,
): Promise<SyncStatusReport> {
  const { unitOfWork, queue } = parts;
  const { currentRun, lastRun } = await unitOfWork.readAs(tenant.id, async ({ runs, figures }) => ({
    currentRun: await runs.findActive(tenant.id),
    lastRun: (await figures.lastFinishedRuns([tenant.id]))[0] ?? null,
  }));
  const isQueued = currentRun?.status === 'queued';
  const queuePosition = isQueued ? await placeInQueue(queue, currentRun.id) : null;
  return statusOf(parts, { tenant, currentRun, lastRun, queuePosition });
}

export interface StatusFacts {
  readonly tenant: Tenant;
  readonly currentRun: SyncRun | null;
  readonly lastRun: SyncRun | null;
  /** Null when it has none. */
  readonly queuePosition: number | null | 'not_asked';
}

/** The same from what was read already. */
export function statusOf(
  parts: FreshnessParts,
  { tenant, currentRun, lastRun, queuePosition }: StatusFacts,
): SyncStatusReport {
  const { clock, schedule } = parts;
  const now = clock.now();
  return {
    state: stateOf(currentRun, queuePosition),
    currentRun,
    lastRun,
    lastSuccessfulSyncAt: tenant.lastSyncedAt,
    nextScheduledAt: isScheduled(parts, tenant) ? schedule.next(now) : null,
    freshness: freshnessNow(parts, {
      tenant,
      lastEnding: lastRun === null ? null : endingOf(lastRun),
    }),
    queuePosition: queuePosition === 'not_asked' ? null : queuePosition,
    progress: currentRun === null ? null : progressOf(currentRun, now),
  };
}

function stateOf(run: SyncRun | null, queuePosition: StatusFacts['queuePosition']): SyncState {
  if (run === null) return 'idle';
  if (run.status === 'running') return run.cancelRequestedAt === null ? 'running' : 'cancelling';
  // A run that was handed back waits for its turn whether or not the queue counts it.
  return queuePosition === null && run.startedAt === null ? 'pending' : 'queued';
}

/** How far a run is, from its row alone. */
export function progressOf(run: SyncRun, now: Date): SyncProgressReport {
  const { channels, counters } = run;
  const messages = counters.messagesAdded + counters.messagesUpdated;
  const seconds = run.startedAt === null ? 0 : (now.getTime() - run.startedAt.getTime()) / 1000;
  const { percent, currentChannel } = run;
  const phase = phaseOf(run);
  return {
    phase,
    percent,
    channelsTotal: channels.total,
    channelsDone: channels.done + channels.skipped,
    messages,
    messagesPerSecond: seconds < 1 || phase === 'checking' ? null : Math.round(messages / seconds),
    etaSeconds: etaOf(run, now),
    currentChannel,
  };
}

function phaseOf({ percent, currentChannel, channels }: SyncRun): SyncPhase {
  const { total, done, skipped, failed } = channels;
  if (currentChannel !== null) return 'reading';
  if (percent === 0 || total === 0) return 'discovering';
  return done + skipped + failed < total ? 'reading' : 'checking';
}

function etaOf(run: SyncRun, now: Date): number | null {
  // One that was asked to stop does not come to the end that its worker expected.
  if (run.expectedEndAt === null || run.cancelRequestedAt !== null) return null;
  const leftMs = run.expectedEndAt.getTime() - now.getTime();
  // What is overdue nobody has an idea of: its worker may be dead.
  return leftMs <= 0 ? null : Math.ceil(leftMs / 1000);
}

function endingOf(run: SyncRun): TenantStanding['lastEnding'] {
  if (!isFinished(run)) return null;
  return { status: run.status, errorCode: run.error?.code ?? null };
}
