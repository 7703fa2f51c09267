import type { DueRound } from '@annals/application';
import { type Kysely, type Selectable, sql } from 'kysely';
import type { RunTable, Schema } from '../schema.ts';

/**
 * The runs of a round in one statement: with a statement a tenant, thousands of them would take
 * until the next round. Who else makes the same round at the same time is met by two unique
 * indexes, one run at work a tenant and one run a tenant and round, and changes nothing.
 */
export async function createDueRuns(
  db: Kysely<Schema>,
  { dueAt, queuedAt, platforms, runIds }: DueRound,
): Promise<Selectable<RunTable>[]> {
  if (runIds.length === 0 || platforms.length === 0) return [];
  const { rows } = await sql<Selectable<RunTable>>`
    with due as (
      select id as tenant_id, row_number() over (order by id) as place
      from tenants
      where status = 'active' and platform = any(${[...platforms]}::text[])
        and created_at <= ${dueAt}
        and not exists (
          select from sync_runs
          where sync_runs.tenant_id = tenants.id
            and (sync_runs.status in ('queued', 'running'))
        )
        and not exists (
          select from sync_runs
          where sync_runs.tenant_id = tenants.id
            and sync_runs.queued_at between ${dueAt} and ${queuedAt}
            and sync_runs.channel_ids is null
        )
      order by id
      limit ${runIds.length}
    )
    insert into sync_runs (tenant_id, id, trigger, mode, status, queued_at, scheduled_for)
    select due.tenant_id, given.id, 'scheduled', 'incremental', 'queued', ${queuedAt}, ${dueAt}
    from due
    join unnest(${[...runIds]}::uuid[]) with ordinality as given (id, place) using (place)
    on conflict do nothing
    returning *
  `.execute(db);
  return rows;
}
