import { dirname } from 'node:path';
import { SQL } from 'bun';
import { debianPostgresPrograms, startDebianPostgres } from '../../tests/debian-postgres.ts';
import { stopWithThisProcess } from '../../tests/stop-with-this-process.ts';
import { type Postgres, servedBy } from './postgres.ts';

/**
 * The newest PostgreSQL that Debian installed here, on a cluster of its own with Debian's settings;
 * undefined when there is none.
 */
export async function startExternal(): Promise<Postgres | undefined> {
  if ((await debianPostgresPrograms()) === null) return undefined;
  const server = await startDebianPostgres(['-c', 'fsync=on']);
  await using sql = new SQL(server.url, { max: 1 });
  const [{ pid, data }] = await sql`
    select split_part(pg_read_file('postmaster.pid'), E'\n', 1)::int as pid,
      current_setting('data_directory') as data`;
  stopWithThisProcess(pid, dirname(data));
  return await servedBy('external', server);
}
