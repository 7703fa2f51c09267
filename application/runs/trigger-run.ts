import type { ChannelId, RunId, RunMode, RunTrigger, SyncRun, Tenant } from '@annals/domain';
import { ApplicationError } from '../application-error.ts';
import { errorName } from '../error-name.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdSource } from '../ports/id-source.ts';
import type { Logger } from '../ports/logger.ts';
import type { NewRun } from '../ports/run-repository.ts';
import type { SyncQueue } from '../ports/sync-queue.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { placeInQueue } from './place-in-queue.ts';

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
  /** Who asks: an API key's id, or a fixed word; null for what nobody asked for. */
  readonly requestedBy: string | null;
}

/** Within so long a run that was cancelled has ended, unless its worker is gone. Milliseconds. */
const CANCEL_TAKES_MS = 5_000;
const LOOK_EVERY_MS = 250;

/** New runs that one key may ask for, for one tenant, within the time below. */
const TRIGGERS_A_KEY = 10;
const TRIGGERS_WITHIN_MS = 60 * 60 * 1000;

export interface TriggeredRun {
  readonly run: SyncRun;
  /** Whether the tenant had a queued or running run already, which is then `run`. */
  readonly deduplicated: boolean;
  /** 0 when it is next; null when it is not waiting. */
  readonly queuePosition: number | null;
}

/** Queues a run for a tenant, or joins the one that is there; behind one that is being cancelled. */
export async function triggerRun(
  parts: TriggerRunParts,
  tenant: Tenant,
  request: TriggerRunRequest,
): Promise<TriggeredRun> {
  const { runs, tenants } = parts.unitOfWork.repositories;
  refuseUnlessActive(tenant);
  const active = await runToJoin(parts, tenant);
  if (active !== null) return await joined(parts, active);
  if (request.requestedBy !== null) await refuseTooMany(parts, tenant, request.requestedBy);
  // While it waited for a run to end, the tenant may have been paused, or removed with all its rows.
  refuseUnlessActive(await tenants.find(tenant.id));
  const { run, created } = await runs.createUnlessActive(newRun(parts, tenant, request));
  if (!created) return await joined(parts, run);
  return { run, deduplicated: false, queuePosition: await enqueueAtPlace(parts, run) };
}

/** `tenant`: null when it was removed. */
function refuseUnlessActive(tenant: Tenant | null): void {
  if (tenant === null) throw new ApplicationError('tenant_not_found', 'The tenant was removed.');
  if (tenant.status === 'active') return;
  throw new ApplicationError(
    'tenant_not_active',
    `The tenant is ${tenant.status}: make it active before a sync.`,
  );
}

/** The tenant's run; one that was cancelled only when it does not end: nobody asks for its end. */
async function runToJoin(
  { unitOfWork, clock }: TriggerRunParts,
  tenant: Tenant,
): Promise<SyncRun | null> {
  const untilMs = clock.now().getTime() + CANCEL_TAKES_MS;
  for (;;) {
    const active = await unitOfWork.repositories.runs.findActive(tenant.id);
    if (active === null || active.cancelRequestedAt === null) return active;
    if (clock.now().getTime() >= untilMs) return active;
    await clock.sleep(LOOK_EVERY_MS);
  }
}

async function joined(parts: TriggerRunParts, run: SyncRun): Promise<TriggeredRun> {
  return { run, deduplicated: true, queuePosition: await enqueueAtPlace(parts, run) };
}

/** Only new runs count: whoever joins the one that is there costs nothing. */
async function refuseTooMany(
  { unitOfWork, clock }: TriggerRunParts,
  tenant: Tenant,
  requestedBy: string,
): Promise<void> {
  const now = clock.now().getTime();
  const since = new Date(now - TRIGGERS_WITHIN_MS);
  const { runs } = unitOfWork.repositories;
  const { count, oldest } = await runs.countRequested(tenant.id, requestedBy, since);
  if (count < TRIGGERS_A_KEY || oldest === null) return;
  throw new ApplicationError(
    'too_many_triggers',
    `This key has started ${count} syncs of the tenant within an hour: wait, or let the schedule do it.`,
    oldest.getTime() + TRIGGERS_WITHIN_MS - now,
  );
}

export function newRun(
  { ids, clock }: Pick<TriggerRunParts, 'ids' | 'clock'>,
  tenant: Pick<Tenant, 'id'>,
  request: TriggerRunRequest,
): NewRun {
  return { ...request, id: ids.uuid() as RunId, tenantId: tenant.id, queuedAt: clock.now() };
}

type EnqueueParts = Pick<TriggerRunParts, 'queue' | 'logger'>;

/**
 * Gives a queued run its job, unless it has one; whether the queue could be asked. The run's row
 * is the truth: when the queue is away the run waits, and the sweeper queues it once it is back.
 */
export async function enqueueRun(
  { queue, logger }: EnqueueParts,
  { id: runId, tenantId }: Pick<SyncRun, 'id' | 'tenantId'>,
): Promise<boolean> {
  try {
    await queue.enqueue({ runId, tenantId });
    return true;
  } catch (error) {
    logger.warn('run.not_enqueued', { runId, error: errorName(error) });
    return false;
  }
}

/** The same; how many are before it, or null when it does not wait. */
async function enqueueAtPlace(parts: EnqueueParts, run: SyncRun): Promise<number | null> {
  if (run.status !== 'queued') return null;
  // A queue that was away just now would only take its time once more.
  return (await enqueueRun(parts, run)) ? await placeInQueue(parts.queue, run.id) : null;
}
