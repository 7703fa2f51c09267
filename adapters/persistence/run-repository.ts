import type {
  HeartbeatAnswer,
  NewRun,
  RunLease,
  RunProgress,
  RunRepository,
} from '@annals/application';
import type { QueuedRun, RunId, RunningRun, SyncRun, TenantId } from '@annals/domain';
import { type Kysely, type Selectable, sql } from 'kysely';
import type { RunTable, Schema } from './schema.ts';
import { heartbeatRun } from './statements/heartbeat-run.ts';

/**
 * Written out, not given as parameters: the partial indexes say the same, and PostgreSQL finds
 * them in a prepared statement only where it can read it.
 */
const isActive = sql<boolean>`status in ('queued', 'running')`;

export class KyselyRunRepository implements RunRepository {
  readonly #db: Kysely<Schema>;

  constructor(db: Kysely<Schema>) {
    this.#db = db;
  }

  async createUnlessActive(
    run: NewRun,
  ): Promise<{ readonly run: SyncRun; readonly created: boolean }> {
    for (;;) {
      const created = await this.#db
        .insertInto('sync_runs')
        .values({
          id: run.id,
          tenant_id: run.tenantId,
          trigger: run.trigger,
          mode: run.mode,
          channel_ids: run.channelIds === null ? null : [...run.channelIds],
          status: 'queued',
          queued_at: run.queuedAt,
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

  async find(runId: RunId): Promise<SyncRun | null> {
    const row = await this.#db
      .selectFrom('sync_runs')
      .selectAll()
      .where('id', '=', runId)
      .executeTakeFirst();
    return row === undefined ? null : toRun(row);
  }

  async findActive(tenantId: TenantId): Promise<QueuedRun | RunningRun | null> {
    const row = await this.#db
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
    const rows = await this.#db
      .selectFrom('sync_runs')
      .selectAll()
      .where(isActive)
      .$if(after !== null, (query) => query.where('id', '>', after as RunId))
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map((row) => toRun(row) as QueuedRun | RunningRun);
  }

  async findLatestFinished(tenantId: TenantId): Promise<SyncRun | null> {
    const row = await this.#db
      .selectFrom('sync_runs')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('finished_at', 'is not', null)
      .orderBy('finished_at', 'desc')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row === undefined ? null : toRun(row);
  }

  async claim(runId: RunId, at: Date): Promise<RunningRun | null> {
    const row = await this.#db
      .updateTable('sync_runs')
      .set({
        status: 'running',
        fence: sql<number>`fence + 1`,
        started_at: sql<Date>`coalesce(started_at, ${at})`,
        heartbeat_at: at,
        updated_at: sql<Date>`now()`,
      })
      .where('id', '=', runId)
      .where(isActive)
      .returningAll()
      .executeTakeFirst();
    return row === undefined ? null : (toRun(row) as RunningRun);
  }

  heartbeat(lease: RunLease, progress: RunProgress, at: Date): Promise<HeartbeatAnswer> {
    return heartbeatRun(this.#db, lease, progress, at);
  }

  async handBack(lease: RunLease): Promise<boolean> {
    const { numUpdatedRows } = await this.#held(lease)
      .set({ status: 'queued', updated_at: sql<Date>`now()` })
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  async finish(
    lease: RunLease,
    { status, error, at }: Parameters<RunRepository['finish']>[1],
  ): Promise<boolean> {
    const { numUpdatedRows } = await this.#held(lease)
      .set({
        status,
        finished_at: at,
        error_code: error?.code ?? null,
        error_message: error?.message ?? null,
        updated_at: sql<Date>`now()`,
      })
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  async requestCancel(tenantId: TenantId, at: Date): Promise<SyncRun | null> {
    const row = await this.#db
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

  /** The run, as long as the lease holds. */
  #held({ tenantId, runId, fence }: RunLease) {
    return this.#db
      .updateTable('sync_runs')
      .where('tenant_id', '=', tenantId)
      .where('id', '=', runId)
      .where('fence', '=', fence)
      .where('status', '=', 'running');
  }
}

function toRun(row: Selectable<RunTable>): SyncRun {
  const error =
    row.error_code === null ? null : { code: row.error_code, message: row.error_message ?? '' };
  // The statements above keep status and times together as the union of states says.
  return {
    id: row.id,
    tenantId: row.tenant_id,
    trigger: row.trigger,
    mode: row.mode,
    channelIds: row.channel_ids,
    status: row.status,
    fence: row.fence,
    queuedAt: row.queued_at,
    startedAt: row.started_at,
    heartbeatAt: row.heartbeat_at,
    finishedAt: row.finished_at,
    cancelRequestedAt: row.cancel_requested_at,
    channels: {
      total: row.channels_total,
      done: row.channels_done,
      skipped: row.channels_skipped,
      failed: row.channels_failed,
    },
    counters: {
      messagesAdded: Number(row.messages_added),
      messagesUpdated: Number(row.messages_updated),
      messagesDeleted: Number(row.messages_deleted),
      reactions: Number(row.reactions),
      attachments: Number(row.attachments),
      requests: Number(row.requests),
      rateLimitWaitMs: Number(row.rate_limit_wait_ms),
    },
    error,
  } as SyncRun;
}
