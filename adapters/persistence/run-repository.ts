import type { DueRound, NewRun, RunRepository } from '@annals/application';
import type { QueuedRun, RunFailure, RunId, RunningRun, SyncRun, TenantId } from '@annals/domain';
import { type Selectable, sql } from 'kysely';
import { KyselyRepository } from './kysely-repository.ts';
import { isActive, toRun } from './run-row.ts';
import type { RunTable } from './schema.ts';
import { createDueRuns } from './statements/create-due-runs.ts';

export class KyselyRunRepository extends KyselyRepository implements RunRepository {
  async createUnlessActive(
    run: NewRun,
  ): Promise<{ readonly run: SyncRun; readonly created: boolean }> {
    for (;;) {
      const created = await this.db
        .insertInto('sync_runs')
        .values({
          id: run.id,
          tenant_id: run.tenantId,
          trigger: run.trigger,
          mode: run.mode,
          channel_ids: run.channelIds === null ? null : [...run.channelIds],
          status: 'queued',
          queued_at: run.queuedAt,
          requested_by: run.requestedBy,
        })
        .onConflict((conflict) => conflict.column('tenant_id').where(isActive).doNothing())
        .returningAll()
        .executeTakeFirst();
      if (created !== undefined) return { run: toRun(created), created: true };
      const present = await this.findActive(run.tenantId);
      // Otherwise it ended between the two statements, and there is room now.
      if (present !== null) return { run: present, created: false };
    }
  }

  async createDue({ dueAt, queuedAt, platforms, runIds }: DueRound): Promise<QueuedRun[]> {
    const rows = await createDueRuns(this.db, { dueAt, queuedAt, platforms, runIds });
    return rows.map((row) => toRun(row) as QueuedRun);
  }

  async find(runId: RunId): Promise<SyncRun | null> {
    const row = await this.db
      .selectFrom('sync_runs')
      .selectAll()
      .where('id', '=', runId)
      .executeTakeFirst();
    return row === undefined ? null : toRun(row);
  }

  async list(
    tenantId: TenantId,
    { before, limit }: Parameters<RunRepository['list']>[1],
  ): Promise<SyncRun[]> {
    const rows = await this.db
      .selectFrom('sync_runs')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .$if(before !== null, (query) =>
        query.where(sql<boolean>`(queued_at, id) < (${before?.queuedAt}, ${before?.runId}::uuid)`),
      )
      .orderBy('queued_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
      .execute();
    return rows.map(toRun);
  }

  async latestOf(tenantIds: readonly TenantId[]): Promise<SyncRun[]> {
    if (tenantIds.length === 0) return [];
    // One look into an index for each tenant, however long their histories are.
    const { rows } = await sql<Selectable<RunTable>>`
      select latest.* from unnest(${[...tenantIds]}::uuid[]) as wanted (tenant_id)
      cross join lateral (
        select * from sync_runs where sync_runs.tenant_id = wanted.tenant_id
        order by queued_at desc, id desc limit 1
      ) as latest
    `.execute(this.db);
    return rows.map(toRun);
  }

  async countRequested(
    tenantId: TenantId,
    requestedBy: string,
    since: Date,
  ): ReturnType<RunRepository['countRequested']> {
    const { count, oldest } = await this.db
      .selectFrom('sync_runs')
      .select(({ fn }) => [
        fn.countAll<string>().as('count'),
        fn.min<Date | null>('queued_at').as('oldest'),
      ])
      .where('tenant_id', '=', tenantId)
      .where('requested_by', '=', requestedBy)
      .where('queued_at', '>=', since)
      .executeTakeFirstOrThrow();
    return { count: Number(count), oldest };
  }

  async fullReadingOf({
    tenantId,
    channelIds,
    id,
  }: Parameters<RunRepository['fullReadingOf']>[0]): Promise<RunId> {
    const ofTheSame = this.db
      .selectFrom('sync_runs')
      .where('tenant_id', '=', tenantId)
      .where('mode', '=', 'full')
      .where(sql<boolean>`channel_ids is not distinct from ${channelIds}::text[]`);
    const lastEnded = ofTheSame
      .select('queued_at')
      .where('status', 'in', ['succeeded', 'partial'])
      .orderBy('queued_at', 'desc')
      .limit(1);
    const first = await ofTheSame
      .select('id')
      .where('status', 'not in', ['succeeded', 'partial'])
      .where(sql<boolean>`queued_at >= coalesce((${lastEnded}), '-infinity')`)
      .orderBy('queued_at')
      .limit(1)
      .executeTakeFirst();
    return first?.id ?? id;
  }

  async findActive(tenantId: TenantId): Promise<QueuedRun | RunningRun | null> {
    const row = await this.db
      .selectFrom('sync_runs')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where(isActive)
      .executeTakeFirst();
    return row === undefined ? null : (toRun(row) as QueuedRun | RunningRun);
  }

  async listActive({
    after,
    limit,
  }: Parameters<RunRepository['listActive']>[0]): Promise<(QueuedRun | RunningRun)[]> {
    const rows = await this.db
      .selectFrom('sync_runs')
      .selectAll()
      .where(isActive)
      .$if(after !== null, (query) => query.where('id', '>', after as RunId))
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map((row) => toRun(row) as QueuedRun | RunningRun);
  }

  async cancelQueued(runId: RunId, error: RunFailure, at: Date): Promise<SyncRun | null> {
    const row = await this.db
      .updateTable('sync_runs')
      .set({
        status: 'cancelled',
        finished_at: at,
        error_code: error.code,
        error_message: error.message,
        updated_at: sql<Date>`now()`,
      })
      .where('id', '=', runId)
      .where('status', '=', 'queued')
      .returningAll()
      .executeTakeFirst();
    return row === undefined ? null : toRun(row);
  }

  async requestCancel(tenantId: TenantId, at: Date): Promise<SyncRun | null> {
    const row = await this.db
      .updateTable('sync_runs')
      .set({
        cancel_requested_at: sql<Date>`coalesce(cancel_requested_at, ${at})`,
        updated_at: sql<Date>`now()`,
      })
      .where('tenant_id', '=', tenantId)
      .where(isActive)
      .returningAll()
      .executeTakeFirst();
    return row === undefined ? null : toRun(row);
  }
}
