import {
  isFinished,
  type QueuedRun,
  type RunFailure,
  type RunId,
  type RunningRun,
  type RunStatus,
  type SyncRun,
  type TenantId,
} from '@annals/domain';
import type { DueRound, NewRun, RunRepository } from '../ports/run-repository.ts';
import { MemoryRepository } from './memory-repository.ts';
import { inOrder, type RunRow } from './memory-tables.ts';
import { queuedRow, toRun } from './run-rows.ts';
import { sameValue } from './same-value.ts';

const cameToItsEnd: readonly RunStatus[] = ['succeeded', 'partial'];

type ActiveRow = (QueuedRun | RunningRun) & RunRow;

export class MemoryRunRepository extends MemoryRepository implements RunRepository {
  createUnlessActive(run: NewRun): Promise<{ readonly run: SyncRun; readonly created: boolean }> {
    return this.run('runs.createUnlessActive', () => {
      const active = this.#active(run.tenantId);
      if (active !== null) return { run: toRun(active), created: false };
      return { run: this.#create(queuedRow(run, null)), created: true };
    });
  }

  createDue({ dueAt, queuedAt, platforms, runIds }: DueRound): Promise<QueuedRun[]> {
    return this.run('runs.createDue', () => {
      const due = this.tables.tenants
        .all()
        .filter(({ status, platform }) => status === 'active' && platforms.includes(platform))
        .filter(({ id, createdAt }) => createdAt <= dueAt && !this.#isServed(id, dueAt, queuedAt));
      return inOrder(due, ({ id }) => id).flatMap(({ id: tenantId }, place) => {
        const id = runIds[place];
        if (id === undefined) return [];
        const run: NewRun = {
          ...{ id, tenantId, queuedAt },
          trigger: 'scheduled',
          mode: 'incremental',
          channelIds: null,
          requestedBy: null,
        };
        return [this.#create(queuedRow(run, dueAt))];
      });
    });
  }

  find(runId: RunId): Promise<SyncRun | null> {
    return this.run('runs.find', () => {
      const row = this.tables.runs.get(runId);
      return row === null ? null : toRun(row);
    });
  }

  list(
    tenantId: TenantId,
    { before, limit }: Parameters<RunRepository['list']>[1],
  ): Promise<SyncRun[]> {
    return this.run('runs.list', () =>
      this.#newestFirst(tenantId)
        .filter(({ queuedAt, id }) => {
          if (before === null || queuedAt < before.queuedAt) return true;
          return queuedAt.getTime() === before.queuedAt.getTime() && id < before.runId;
        })
        .slice(0, limit)
        .map(toRun),
    );
  }

  latestOf(tenantIds: readonly TenantId[]): Promise<SyncRun[]> {
    return this.run('runs.latestOf', () =>
      [...new Set(tenantIds)].flatMap((tenantId) =>
        this.#newestFirst(tenantId).slice(0, 1).map(toRun),
      ),
    );
  }

  countRequested(
    tenantId: TenantId,
    requestedBy: string,
    since: Date,
  ): ReturnType<RunRepository['countRequested']> {
    return this.run('runs.countRequested', () => {
      const requested = this.#newestFirst(
        tenantId,
        (run) => run.requestedBy === requestedBy && run.queuedAt >= since,
      );
      return { count: requested.length, oldest: requested.at(-1)?.queuedAt ?? null };
    });
  }

  fullReadingOf({
    tenantId,
    channelIds,
    id,
  }: Parameters<RunRepository['fullReadingOf']>[0]): Promise<RunId> {
    return this.run('runs.fullReadingOf', () => {
      const fullRuns = this.#newestFirst(
        tenantId,
        (run) => run.mode === 'full' && sameValue(run.channelIds, channelIds),
      );
      const ended = fullRuns.findIndex(({ status }) => cameToItsEnd.includes(status));
      return (ended === -1 ? fullRuns : fullRuns.slice(0, ended)).at(-1)?.id ?? id;
    });
  }

  findActive(tenantId: TenantId): Promise<QueuedRun | RunningRun | null> {
    return this.run('runs.findActive', () => {
      const row = this.#active(tenantId);
      return row === null ? null : toRun(row);
    });
  }

  listActive({
    after,
    limit,
  }: Parameters<RunRepository['listActive']>[0]): Promise<(QueuedRun | RunningRun)[]> {
    return this.run('runs.listActive', () => {
      const active = this.tables.runs
        .all()
        .filter(isActive)
        .filter(({ id }) => after === null || id > after);
      return inOrder(active, ({ id }) => id)
        .slice(0, limit)
        .map(toRun);
    });
  }

  requestCancel(tenantId: TenantId, at: Date): Promise<SyncRun | null> {
    return this.run('runs.requestCancel', () => {
      const run = this.#active(tenantId);
      if (run === null) return null;
      const marked = { ...run, cancelRequestedAt: run.cancelRequestedAt ?? at };
      this.tables.runs.put(marked);
      return toRun(marked);
    });
  }

  cancelQueued(runId: RunId, error: RunFailure, at: Date): Promise<SyncRun | null> {
    return this.run('runs.cancelQueued', () => {
      const run = this.tables.runs.get(runId);
      if (run?.status !== 'queued') return null;
      const cancelled: RunRow = { ...run, status: 'cancelled', error, finishedAt: at };
      this.tables.runs.put(cancelled);
      return toRun(cancelled);
    });
  }

  #create(row: QueuedRun & RunRow): QueuedRun {
    if (this.tables.runs.get(row.id) !== null) throw new Error('There is a run with this id.');
    this.tables.runs.put(row);
    return toRun(row);
  }

  #active(tenantId: TenantId): ActiveRow | null {
    return this.tables.runs.inGroup(tenantId).find(isActive) ?? null;
  }

  /** Has a run at work, or one of all channels that was queued from the one time up to the other. */
  #isServed(tenantId: TenantId, from: Date, upTo: Date): boolean {
    if (this.#active(tenantId) !== null) return true;
    return this.#newestFirst(tenantId).some(
      ({ queuedAt, channelIds }) => channelIds === null && queuedAt >= from && queuedAt <= upTo,
    );
  }

  #newestFirst(tenantId: TenantId, isWanted: (run: RunRow) => boolean = () => true): RunRow[] {
    const runs = this.tables.runs.all().filter((run) => run.tenantId === tenantId && isWanted(run));
    return inOrder(runs, ({ id }) => id)
      .toSorted((a, b) => a.queuedAt.getTime() - b.queuedAt.getTime())
      .toReversed();
  }
}

function isActive(row: RunRow): row is ActiveRow {
  return !isFinished(row);
}
