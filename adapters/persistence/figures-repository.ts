import type { ErrorCause, FiguresRepository, MessagesOfDay, StoredRows } from '@annals/application';
import type { FinishedRun, RunId, TenantId } from '@annals/domain';
import { type Selectable, sql } from 'kysely';
import { KyselyRepository } from './kysely-repository.ts';
import { toRun } from './run-row.ts';
import type { RunTable } from './schema.ts';

export class KyselyFiguresRepository extends KyselyRepository implements FiguresRepository {
  async lastFinishedRuns(tenantIds: readonly TenantId[]): Promise<FinishedRun[]> {
    if (tenantIds.length === 0) return [];
    // One look into an index for each tenant, however long their histories are.
    const { rows } = await sql<Selectable<RunTable>>`
      select latest.* from unnest(${[...tenantIds]}::uuid[]) as wanted (tenant_id)
      cross join lateral (
        select * from sync_runs
        where sync_runs.tenant_id = wanted.tenant_id and finished_at is not null
        order by finished_at desc, id desc limit 1
      ) as latest
    `.execute(this.db);
    return rows.map((row) => toRun(row) as FinishedRun);
  }

  async storedSince(tenantIds: readonly TenantId[], since: Date): Promise<StoredRows[]> {
    if (tenantIds.length === 0) return [];
    const { rows } = await sql<
      Record<keyof Omit<StoredRows, 'tenantId'>, string> & { id: TenantId }
    >`
      select wanted.tenant_id as id, counted.*
      from unnest(${[...tenantIds]}::uuid[]) as wanted (tenant_id)
      cross join lateral (
        select count(*) as runs, sum(messages_added) as messages, sum(reactions) as reactions,
          sum(attachments) as attachments
        from sync_runs
        where sync_runs.tenant_id = wanted.tenant_id
          and (finished_at >= ${since} or status in ('queued', 'running'))
      ) as counted
      where runs > 0
    `.execute(this.db);
    return rows.map((row) => ({
      tenantId: row.id,
      runs: Number(row.runs),
      messages: Number(row.messages),
      reactions: Number(row.reactions),
      attachments: Number(row.attachments),
    }));
  }

  async messagesPerDay(tenantId: TenantId, from: Date): Promise<MessagesOfDay[]> {
    // Channel by channel: the index leads with it, and so only what is counted is looked at.
    const { rows } = await sql<{ day: string; messages: string }>`
      select to_char(sent at time zone 'UTC', 'YYYY-MM-DD') as day, count(*) as messages
      from channels
      cross join lateral (
        select platform_created_at as sent from messages
        where messages.tenant_id = channels.tenant_id and messages.channel_id = channels.id
          and platform_created_at >= ${from}
      ) as recent
      where channels.tenant_id = ${tenantId} and channels.removed_at is null
      group by day order by day
    `.execute(this.db);
    return rows.map(({ day, messages }) => ({ day, messages: Number(messages) }));
  }

  async errorCauses(tenantId: TenantId, since: Date): Promise<ErrorCause[]> {
    // No error is later than its run: the runs since then lead to their errors by the index.
    const { rows } = await sql<{
      code: string;
      errors: string;
      channels: string;
      last_occurred_at: Date;
      message: string;
      run_id: RunId;
    }>`
      select code, count(*) as errors, count(distinct channel_id) as channels,
        max(occurred_at) as last_occurred_at,
        (array_agg(message order by occurred_at desc, id desc))[1] as message,
        (array_agg(run_id order by occurred_at desc, id desc))[1] as run_id
      from sync_errors
      where tenant_id = ${tenantId} and occurred_at >= ${since}
        and run_id in (
          select id from sync_runs
          where tenant_id = ${tenantId}
            and (finished_at >= ${since} or status in ('queued', 'running'))
        )
      group by code order by last_occurred_at desc
    `.execute(this.db);
    return rows.map((row) => ({
      code: row.code,
      errors: Number(row.errors),
      channels: Number(row.channels),
      lastOccurredAt: row.last_occurred_at,
      message: row.message,
      runId: row.run_id,
    }));
  }
}
