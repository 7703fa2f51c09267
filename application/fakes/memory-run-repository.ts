import {
  isFinished,
  noCounters,
  type QueuedRun,
  type RunCounters,
  type RunId,
  type RunningRun,
  type SyncRun,
  type TenantId,
} from '@annals/domain';
import type {
  HeartbeatAnswer,
  NewRun,
  RunLease,
  RunProgress,
  RunRepository,
} from '../ports/run-repository.ts';
import type { MemorySession } from './memory-session.ts';
import { inOrder, type MemoryTables } from './memory-tables.ts';

export class MemoryRunRepository implements RunRepository {
  readonly #tables: MemoryTables;
  readonly #session: MemorySession;

  constructor(tables: MemoryTables, session: MemorySession) {
    this.#tables = tables;
    this.#session = session;
  }

  createUnlessActive(run: NewRun): Promise<{ readonly run: SyncRun; readonly created: boolean }> {
    return this.#session.run('runs.createUnlessActive', () => {
      const active = this.#active(run.tenantId);
      if (active !== null) return { run: active, created: false };
      if (this.#tables.runs.get(run.id) !== null) throw new Error('There is a run with this id.');
      const created = queued(run);
      this.#tables.runs.put(created);
      return { run: created, created: true };
    });
  }

  find(runId: RunId): Promise<SyncRun | null> {
    return this.#session.run('runs.find', () => this.#tables.runs.get(runId));
  }

  findActive(tenantId: TenantId): Promise<QueuedRun | RunningRun | null> {
    return this.#session.run('runs.findActive', () => this.#active(tenantId));
  }

  listActive({
    after,
    limit,
  }: Parameters<RunRepository['listActive']>[0]): Promise<(QueuedRun | RunningRun)[]> {
    return this.#session.run('runs.listActive', () => {
      const active = this.#tables.runs
        .all()
        .filter((run) => !isFinished(run))
        .filter(({ id }) => after === null || id > after);
      return inOrder(active, ({ id }) => id).slice(0, limit);
    });
  }

  findLatestFinished(tenantId: TenantId): Promise<SyncRun | null> {
    return this.#session.run('runs.findLatestFinished', () => {
      const finished = this.#tables.runs
        .all()
        .filter(isFinished)
        .filter((run) => run.tenantId === tenantId);
      const latest = inOrder(finished, ({ id }) => id).toSorted(
        (a, b) => a.finishedAt.getTime() - b.finishedAt.getTime(),
      );
      return latest.at(-1) ?? null;
    });
  }

  claim(runId: RunId, at: Date): Promise<RunningRun | null> {
    return this.#session.run('runs.claim', () => {
      const run = this.#tables.runs.get(runId);
      if (run === null || isFinished(run)) return null;
      const claimed: RunningRun = {
        ...run,
        status: 'running',
        fence: run.fence + 1,
        startedAt: run.startedAt ?? at,
        heartbeatAt: at,
      };
      this.#tables.runs.put(claimed);
      return claimed;
    });
  }

  heartbeat(lease: RunLease, { channels, added }: RunProgress, at: Date): Promise<HeartbeatAnswer> {
    return this.#session.run('runs.heartbeat', () => {
      const run = this.#held(lease);
      if (run === null) return 'lost';
      const counters = sum(run.counters, added);
      this.#tables.runs.put({ ...run, heartbeatAt: at, channels, counters });
      return run.cancelRequestedAt === null ? 'ok' : 'cancel_requested';
    });
  }

  requestCancel(tenantId: TenantId, at: Date): Promise<SyncRun | null> {
    return this.#session.run('runs.requestCancel', () => {
      const run = this.#active(tenantId);
      if (run === null) return null;
      const marked = { ...run, cancelRequestedAt: run.cancelRequestedAt ?? at };
      this.#tables.runs.put(marked);
      return marked;
    });
  }

  handBack(lease: RunLease): Promise<boolean> {
    return this.#session.run('runs.handBack', () => {
      const run = this.#held(lease);
      if (run !== null) this.#tables.runs.put({ ...run, status: 'queued' });
      return run !== null;
    });
  }

  finish(
    lease: RunLease,
    { status, error, at }: Parameters<RunRepository['finish']>[1],
  ): Promise<boolean> {
    return this.#session.run('runs.finish', () => {
      const run = this.#held(lease);
      if (run !== null) this.#tables.runs.put({ ...run, status, error, finishedAt: at });
      return run !== null;
    });
  }

  #active(tenantId: TenantId): QueuedRun | RunningRun | null {
    return this.#tables.runs.inGroup(tenantId).find((run) => !isFinished(run)) ?? null;
  }

  /** The run, as long as the lease holds. */
  #held({ runId, tenantId, fence }: RunLease): RunningRun | null {
    const run = this.#tables.runs.get(runId);
    if (run?.status !== 'running') return null;
    return run.tenantId === tenantId && run.fence === fence ? run : null;
  }
}

function queued({ id, tenantId, trigger, mode, channelIds, queuedAt }: NewRun): QueuedRun {
  return {
    ...{ id, tenantId, trigger, mode, channelIds, queuedAt },
    status: 'queued',
    fence: 0,
    startedAt: null,
    heartbeatAt: null,
    finishedAt: null,
    cancelRequestedAt: null,
    channels: { total: 0, done: 0, skipped: 0, failed: 0 },
    counters: noCounters,
    error: null,
  };
}

function sum(a: RunCounters, b: RunCounters): RunCounters {
  return {
    messagesAdded: a.messagesAdded + b.messagesAdded,
    messagesUpdated: a.messagesUpdated + b.messagesUpdated,
    messagesDeleted: a.messagesDeleted + b.messagesDeleted,
    reactions: a.reactions + b.reactions,
    attachments: a.attachments + b.attachments,
    requests: a.requests + b.requests,
    rateLimitWaitMs: a.rateLimitWaitMs + b.rateLimitWaitMs,
  };
}
