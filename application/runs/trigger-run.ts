import type { ChannelId, RunId, RunMode, RunTrigger, SyncRun, Tenant } from '@annals/domain';
import { ApplicationError } from '../application-error.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdSource } from '../ports/id-source.ts';
import type { Logger } from '../ports/logger.ts';
import type { NewRun } from '../ports/run-repository.ts';
import type { SyncQueue } from '../ports/sync-queue.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';

export interface TriggerRunParts {
  readonly unitOfWork: UnitOfWork;
  readonly queue: SyncQueue;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: Logger;
}

export interface TriggerRunRequest {
  readonly trigger: RunTrigger;
  readonly mode: RunMode;
  /** Only these channels and their threads; null for all. */
  readonly channelIds: readonly ChannelId[] | null;
}

export interface TriggeredRun {
  readonly run: SyncRun;
  /** Whether the tenant had a queued or running run already, which is then `run`. */
  readonly deduplicated: boolean;
  /** 0 when it is next; null when it is not waiting. */
  readonly queuePosition: number | null;
}

/** Queues a run for a tenant, or joins the one that is there. */
export async function triggerRun(
  parts: TriggerRunParts,
  tenant: Tenant,
  request: TriggerRunRequest,
): Promise<TriggeredRun> {
  if (tenant.status !== 'active') {
    throw new ApplicationError(
      'tenant_not_active',
      `The tenant is ${tenant.status}: make it active before a sync.`,
    );
  }
  const { run, created } = await parts.unitOfWork.repositories.runs.createUnlessActive(
    newRun(parts, tenant, request),
  );
  return { run, deduplicated: !created, queuePosition: await enqueueRun(parts, run) };
}

export function newRun(
  { ids, clock }: Pick<TriggerRunParts, 'ids' | 'clock'>,
  tenant: Pick<Tenant, 'id'>,
  request: TriggerRunRequest,
): NewRun {
  return { ...request, id: ids.uuid() as RunId, tenantId: tenant.id, queuedAt: clock.now() };
}

/**
 * Gives a queued run its job, unless it has one; its position. The run's row is the truth: when
 * the queue is away the run waits, and the sweeper queues it once the queue is back.
 */
export async function enqueueRun(
  { queue, logger }: Pick<TriggerRunParts, 'queue' | 'logger'>,
  run: SyncRun,
): Promise<number | null> {
  if (run.status !== 'queued') return null;
  try {
    await queue.enqueue({ runId: run.id, tenantId: run.tenantId });
    return await queue.positionOf(run.id);
  } catch (error) {
    logger.warn('run.not_enqueued', { runId: run.id, error: errorName(error) });
    return null;
  }
}

function errorName(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
