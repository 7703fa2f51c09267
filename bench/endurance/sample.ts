import { readdir } from 'node:fs/promises';
import type { SQL } from 'bun';
import { useOf } from '../process-use.ts';

/** How a living service stands at one moment. */
export interface Sample {
  /** Since the first sample. */
  readonly minutes: number;
  readonly residentMb: number;
  /** Open files, sockets included, of the service's process. */
  readonly handles: number;
  /** At PostgreSQL, of the archive and the queue. */
  readonly connections: number;
  readonly rows: number;
  /** Of the archive's tables and indexes, for each row that lives. */
  readonly bytesARow: number;
  /** The tables of the queue, whose jobs come and go. */
  readonly queueMb: number;
}

export async function takeSample(pid: number, sql: SQL, startedAt: number): Promise<Sample> {
  const { residentMb } = await useOf(pid);
  const handles = (await readdir(`/proc/${pid}/fd`)).length;
  const [{ connections }] = await sql`
    select count(*)::int as connections from pg_stat_activity
    where datname = current_database() and application_name like 'annals%'`;
  const sizes = await sql`
    select schemaname as schema, sum(pg_total_relation_size(relid))::float8 as bytes
    from pg_stat_user_tables group by 1`;
  const bytesOf = (schema: string): number =>
    sizes.find((row: { schema: string }) => row.schema === schema)?.bytes ?? 0;
  const [{ rows }] = await sql`
    select (select count(*) from messages)::int + (select count(*) from channels)::int
      + (select count(*) from message_attachments)::int
      + (select count(*) from message_emoji_reactions)::int as rows`;
  return {
    minutes: (performance.now() - startedAt) / 60_000,
    ...{ residentMb, handles, connections, rows },
    bytesARow: bytesOf('public') / rows,
    queueMb: bytesOf('bullmq') / 2 ** 20,
  };
}
