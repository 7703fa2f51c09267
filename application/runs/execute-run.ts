import {
  createAnonymiser,
  type IdHasher,
  type RunningRun,
  type Tenant,
  UNREADABLE_MESSAGE,
} from '@annals/domain';
import { errorFrames, errorName } from '../error-name.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { DeliveryOutcome, SyncDelivery, SyncJobHandler } from '../ports/sync-queue.ts';
import {
  type Repositories,
  StoreUnavailableError,
  type UnitOfWork,
} from '../ports/unit-of-work.ts';
import { ContentDoubt } from '../sync/content-doubt.ts';
import { RunInterrupted, RunSession } from '../sync/run-session.ts';
import type { SyncSettings } from '../sync/sync-parts.ts';
import { syncTenant } from '../sync/sync-tenant.ts';
import {
  cancelled,
  completed,
  type Ending,
  endingAfter,
  failed,
  failureOf,
  noPlatform,
  notActive,
} from './ending.ts';
import type { Platforms } from './platforms.ts';

export interface ExecuteRunParts {
  readonly unitOfWork: UnitOfWork;
  readonly platforms: Platforms;
  readonly hasher: IdHasher;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly settings: SyncSettings;
}

/** A run in a worker's hands. */
interface Work {
  readonly run: RunningRun;
  readonly session: RunSession;
  /** Null when it was removed meanwhile. */
  readonly tenant: Tenant | null;
  readonly logger: Logger;
}

/** What a worker does with each job: claim the run, sync its tenant, close the run. */
export function executeRuns(parts: ExecuteRunParts): SyncJobHandler {
  return async (delivery) => {
    const { repositories } = parts.unitOfWork;
    const run = await repositories.runLeases.claim(delivery.job.runId, parts.clock.now());
    // Finished, cancelled or deleted meanwhile: the job has nothing left to do.
    if (run === null) return 'done';
    const logger = parts.logger.with({ runId: run.id, tenantId: run.tenantId });
    const problemsBefore = await unreadBefore(repositories, run);
    const session = new RunSession(parts, run, { ...delivery, problemsBefore });
    logger.info('run.started', { attempt: delivery.attempt, trigger: run.trigger });
    try {
      const tenant = await repositories.tenants.find(run.tenantId);
      return await syncAndClose(parts, { run, session, tenant, logger }, delivery);
    } catch (error) {
      if (!(error instanceof RunInterrupted && error.reason === 'lost')) throw error;
      logger.warn('run.lost');
      return 'done';
    } finally {
      session.end();
    }
  };
}

/** Messages that earlier workers could not read, and behind which their checkpoints stand. */
async function unreadBefore(
  { errors }: Pick<Repositories, 'errors'>,
  { id, tenantId, fence }: RunningRun,
): Promise<number> {
  const isFirst = fence === 1;
  return isFirst ? 0 : await errors.count(tenantId, id, UNREADABLE_MESSAGE);
}

async function syncAndClose(
  parts: ExecuteRunParts,
  work: Work,
  delivery: SyncDelivery,
): Promise<DeliveryOutcome> {
  const { run, session, tenant, logger } = work;
  const adapter = tenant === null ? null : parts.platforms.adapterOf(tenant.platform);
  if (tenant === null || adapter === null) {
    return await close(parts, work, noPlatform(parts.platforms, tenant));
  }
  // Paused after whoever asked for the run had looked at it: the pause found no run to end.
  if (tenant.status !== 'active') return await close(parts, work, notActive(tenant));
  const anonymiser = createAnonymiser(adapter.personGrammar, parts.hasher);
  const content = new ContentDoubt(adapter.contentGrant ?? null);
  const { runs } = parts.unitOfWork.repositories;
  session.keepAlive();
  try {
    if (run.cancelRequestedAt !== null) throw new RunInterrupted('cancelled');
    const fullReading = run.mode === 'full' ? await runs.fullReadingOf(run) : null;
    const filter = run.channelIds === null ? null : new Set(run.channelIds);
    const syncParts = { ...parts, adapter, anonymiser, logger, content, filter, fullReading };
    await syncTenant(syncParts, session, tenant);
    return await close(parts, work, completed(session, content));
  } catch (error) {
    return await settle(parts, work, delivery, error);
  }
}

/** Decides by an error's type what becomes of the run; one that is lost is not this worker's to decide. */
async function settle(
  parts: ExecuteRunParts,
  work: Work,
  delivery: SyncDelivery,
  error: unknown,
): Promise<DeliveryOutcome> {
  const { session, logger } = work;
  if (error instanceof RunInterrupted) {
    if (error.reason === 'lost') throw error;
    if (error.reason === 'stopping') {
      await session.beat();
      // Handed back it would wait for a worker, only to be cancelled by that.
      if (session.isCancelRequested) return await close(parts, work, cancelled);
      const kept = await parts.unitOfWork.repositories.runLeases.handBack(session.lease);
      logger.info('run.handed_back');
      return kept ? 'hand_back' : 'done';
    }
    return await close(parts, work, cancelled);
  }
  const ending = endingAfter(error);
  if (ending !== null) return await close(parts, work, ending);

  const failure = failureOf(error);
  logger.error('run.attempt_failed', {
    attempt: delivery.attempt,
    code: failure.code,
    ...(failure.code === 'internal_error' && {
      error: errorName(error),
      stack: errorFrames(error),
    }),
  });
  // A store that is away for moments, days apart, must not end a first sync that goes on in between.
  const isFailure = !(error instanceof StoreUnavailableError && session.hasGoneOn);
  if (isFailure && delivery.isLastAttempt) {
    return await close(parts, work, failed(failure));
  }
  await waitAgain(parts, session, logger);
  if (isFailure) throw error;
  return 'hand_back';
}

/** Closes the run. Rejects when it is another worker's by now. */
async function close(
  parts: ExecuteRunParts,
  { run, session, tenant, logger }: Work,
  { status, error }: Ending,
): Promise<DeliveryOutcome> {
  const at = parts.clock.now();
  await session.finish({ status, error, at }, async ({ tenants }) => {
    // A run of some channels brings the others no nearer to the present.
    const isOfAll = run.channelIds === null;
    if (tenant !== null && isOfAll && (status === 'succeeded' || status === 'partial')) {
      await tenants.recordSynced(tenant.id, at);
    }
  });
  const ms = at.getTime() - run.startedAt.getTime();
  const { messagesAdded: messages, requests } = session.counters;
  const ended = { status, code: error?.code ?? null, ms, messages, requests };
  // Whoever looks for trouble in the log must find what no attempt has told: a refused token is not tried again.
  if (status === 'failed') logger.warn('run.finished', ended);
  else logger.info('run.finished', ended);
  parts.metrics.runFinished({
    ...{ platform: tenant?.platform ?? 'unknown', trigger: run.trigger, status },
    durationMs: ms,
  });
  return status === 'failed' ? 'failed' : 'done';
}

/** Between two attempts the run is not running: its status says so. */
async function waitAgain(
  parts: ExecuteRunParts,
  session: RunSession,
  logger: Logger,
): Promise<void> {
  await session.beat();
  try {
    await parts.unitOfWork.repositories.runLeases.handBack(session.lease);
  } catch (error) {
    // Most likely what failed the attempt too; the next one claims the run whatever it says.
    logger.warn('run.hand_back_failed', { code: failureOf(error).code });
  }
}
