import type {
  HeartbeatAnswer,
  RunLease,
  RunLeaseRepository,
  RunProgress,
} from '@annals/application';
import type { RunId, RunningRun } from '@annals/domain';
import { sql } from 'kysely';
import { KyselyRepository } from './kysely-repository.ts';
import { isActive, toRun } from './run-row.ts';
import { endStoppedClients } from './statements/end-stopped-clients.ts';
import { heartbeatRun } from './statements/heartbeat-run.ts';

export class KyselyRunLeaseRepository extends KyselyRepository implements RunLeaseRepository {
  async claim(runId: RunId, at: Date): Promise<RunningRun | null> {
    const row = await this.db
      .updateTable('sync_runs')
      .set({
        status: 'running',
        fence: sql<number>`fence + 1`,
        started_at: sql<Date>`coalesce(started_at, ${at})`,
        heartbeat_at: at,
        expected_end_at: null,
        updated_at: sql<Date>`now()`,
      })
      .where('id', '=', runId)
      .where(isActive)
      .returningAll()
      .executeTakeFirst();
    return row === undefined ? null : (toRun(row) as RunningRun);
  }

  heartbeat(lease: RunLease, progress: RunProgress, at: Date): Promise<HeartbeatAnswer> {
    return heartbeatRun(this.db, lease, progress, at);
  }

  async handBack(lease: RunLease): Promise<boolean> {
    const { numUpdatedRows } = await this.#held(lease)
      .set({ status: 'queued', expected_end_at: null, updated_at: sql<Date>`now()` })
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  async finish(
    lease: RunLease,
    { status, error, at }: Parameters<RunLeaseRepository['finish']>[1],
  ): Promise<boolean> {
    const { numUpdatedRows } = await this.#held(lease)
      .set({
        status,
        finished_at: at,
        expected_end_at: null,
        error_code: error?.code ?? null,
        error_message: error?.message ?? null,
        updated_at: sql<Date>`now()`,
      })
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  endStopped(): Promise<void> {
    return endStoppedClients(this.db);
  }

  /** The run, as long as the lease holds. */
  #held({ tenantId, runId, fence }: RunLease) {
    return this.db
      .updateTable('sync_runs')
      .where('tenant_id', '=', tenantId)
      .where('id', '=', runId)
      .where('fence', '=', fence)
      .where('status', '=', 'running');
  }
}
