import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SQL } from 'bun';
import { accountFor, debianPostgresPrograms } from '../../tests/debian-postgres.ts';
import { freePort } from '../../tests/free-port.ts';
import { stopWithThisProcess } from '../../tests/stop-with-this-process.ts';
import { type Postgres, servedBy } from './postgres.ts';

const READY_WITHIN_MS = 30_000;

/**
 * The newest PostgreSQL that Debian installed here, on a cluster of its own with Debian's settings;
 * undefined when there is none.
 */
export async function startExternal(): Promise<Postgres | undefined> {
  const bin = await debianPostgresPrograms();
  if (bin === null) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'annals-bench-external-'));
  const account = await accountFor(folder);
  const data = join(folder, 'data');
  const initdb = Bun.spawn(
    [...account, join(bin, 'initdb'), '-D', data, '-U', 'annals', '-A', 'trust', '-E', 'UTF8'],
    { cwd: folder, stdout: 'ignore' },
  );
  if ((await initdb.exited) !== 0) throw new Error('initdb failed.');
  const port = freePort();
  const server = Bun.spawn(
    [
      ...[...account, join(bin, 'postgres'), '-D', data, '-p', String(port)],
      ...['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
    ],
    { cwd: folder, stdout: 'ignore', stderr: 'ignore' },
  );
  const url = `postgres://annals@127.0.0.1:${port}/postgres`;
  const pid = await untilReady(url, join(data, 'postmaster.pid'));
  stopWithThisProcess(pid, folder);
  return await servedBy('external', url, async () => {
    process.kill(pid, 'SIGINT');
    await server.exited;
  });
}

/** The server's process id. */
async function untilReady(url: string, pidFile: string): Promise<number> {
  const deadline = performance.now() + READY_WITHIN_MS;
  for (;;) {
    const sql = new SQL(url, { max: 1 });
    try {
      await sql`select 1`;
      return Number.parseInt(await Bun.file(pidFile).text(), 10);
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await Bun.sleep(50);
    } finally {
      await sql.close();
    }
  }
}
