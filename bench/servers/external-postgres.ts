import { chmod, chown, mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SQL } from 'bun';
import { stopWithThisProcess } from '../../tests/database.ts';
import { type Postgres, servedBy } from './postgres.ts';

const DISTRIBUTION = '/usr/lib/postgresql';
const READY_WITHIN_MS = 30_000;

/**
 * The newest PostgreSQL that Debian installed here, on a cluster of its own with Debian's settings;
 * undefined when there is none.
 */
export async function startExternal(): Promise<Postgres | undefined> {
  const versions = await readdir(DISTRIBUTION).catch(() => []);
  const newest = versions.toSorted((a, b) => Number(b) - Number(a))[0];
  if (newest === undefined) return undefined;
  const bin = join(DISTRIBUTION, newest, 'bin');
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

/** What to put before a command so that PostgreSQL, which refuses root, runs it. */
async function accountFor(folder: string): Promise<string[]> {
  if (process.getuid?.() !== 0) return [];
  const id = Bun.spawnSync(['id', '-u', 'postgres']).stdout.toString().trim();
  await chown(folder, Number(id), -1 >>> 0);
  await chmod(folder, 0o755);
  return ['runuser', '-u', 'postgres', '--'];
}

function freePort(): number {
  const probe = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response() });
  const { port } = probe;
  void probe.stop(true);
  return port ?? 0;
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
