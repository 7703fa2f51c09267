import { chmod, chown, mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SQL } from 'bun';
import { freePort } from './free-port.ts';
import { onceThisProcessEnds } from './stop-with-this-process.ts';

const DISTRIBUTION = '/usr/lib/postgresql';

/** A PostgreSQL as an operator has it: Debian's, with all its programs, on a cluster of its own. */
export interface DebianPostgres extends AsyncDisposable {
  /** Of the database `postgres`, as its owner. */
  readonly url: string;
  /** Runs one of its programs (`pg_dump`, …) to the end; throws with what a failing one wrote. */
  run(program: string, ...words: string[]): Promise<void>;
  /** A new database; its URL. */
  createDatabase(name: string): Promise<string>;
  /** Ends the server, and every connection with it. `start` brings it back at the same address. */
  stop(): Promise<void>;
  /** The same without a word to anybody: what is not on the disk is gone. */
  crash(): Promise<void>;
  start(): Promise<void>;
}

/** The folder of its programs; null where Debian installed none. */
export async function debianPostgresPrograms(): Promise<string | null> {
  const versions = await readdir(DISTRIBUTION).catch(() => []);
  const newest = versions.toSorted((a, b) => Number(b) - Number(a))[0];
  return newest === undefined ? null : join(DISTRIBUTION, newest, 'bin');
}

/** `settings` as on the server's own command line: `['-c', 'max_connections=20']`. */
export async function startDebianPostgres(
  settings: readonly string[] = [],
): Promise<DebianPostgres> {
  const programs = await debianPostgresPrograms();
  if (programs === null) throw new Error('Debian has installed no PostgreSQL here.');
  const folder = await mkdtemp(join(tmpdir(), 'annals-debian-postgres-'));
  const account = await accountFor(folder);
  const run = (program: string, ...words: string[]) =>
    runToEnd([...account, join(programs, program), ...words], folder);
  const data = join(folder, 'data');
  const crash = [join(programs, 'pg_ctl'), 'stop', '-w', '-D', data, '-m', 'immediate'];
  // Whatever becomes of the test, and whether or not it runs.
  const leaving = onceThisProcessEnds(
    'folder=$1; shift; cd "$folder" && "$@"; rm -rf "$folder"',
    ...[folder, ...account, ...crash],
  );
  const port = freePort();
  const options = [
    ...['-p', port, '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
    ...['-c', 'fsync=off', ...settings],
  ].join(' ');
  await run('initdb', '-D', data, '-U', 'annals', '-A', 'trust', '-E', 'UTF8', '--no-sync');
  const start = () =>
    run('pg_ctl', 'start', '-w', '-D', data, '-l', join(folder, 'log'), '-o', options);
  await start();
  const url = `postgres://annals@127.0.0.1:${port}/postgres`;
  return {
    url,
    run,
    start,
    stop: () => run('pg_ctl', 'stop', '-w', '-D', data, '-m', 'fast'),
    crash: () => run('pg_ctl', 'stop', '-w', '-D', data, '-m', 'immediate'),
    async createDatabase(name) {
      await using admin = new SQL(url, { max: 1 });
      await admin.unsafe(`create database ${name} template template0`);
      return url.replace(/postgres$/, name);
    },
    async [Symbol.asyncDispose]() {
      leaving.stdin.end();
      await leaving.exited;
    },
  };
}

/** What to put before a command so that PostgreSQL, which refuses root, runs it in this folder. */
export async function accountFor(folder: string): Promise<string[]> {
  if (process.getuid?.() !== 0) return [];
  const postgres = Number(Bun.spawnSync(['id', '-u', 'postgres']).stdout.toString());
  await chown(folder, postgres, 0);
  await chmod(folder, 0o750);
  return ['runuser', '-u', 'postgres', '--'];
}

async function runToEnd(command: readonly string[], cwd: string): Promise<void> {
  // The server that pg_ctl starts must not hold our pipe open.
  const errors = join(cwd, 'errors');
  const child = Bun.spawn([...command], { cwd, stdout: 'ignore', stderr: Bun.file(errors) });
  if ((await child.exited) !== 0) {
    throw new Error(`${command.join(' ')}: ${await Bun.file(errors).text()}`);
  }
}
