import { type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Places } from './server-account.ts';

/** Bytes after which the server's log starts anew at the next start. */
const MAX_LOG_BYTES = 10 * 1024 * 1024;

/** What the server gets to see of the environment: none of this process's secrets. */
const environment = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

/** Runs one of PostgreSQL's programs to its end; its exit code and what it printed. */
export function runProgram(
  { binaries, account, home }: Places,
  program: string,
  args: readonly string[],
  input = '',
): { readonly status: number | null; readonly output: string } {
  const result = spawnSync(join(binaries, 'bin', program), args, {
    ...account,
    cwd: home,
    env: environment,
    input,
  });
  return { status: result.status, output: `${result.stdout}${result.stderr}`.trim() };
}

export interface ServerProcess {
  readonly pid: number;
  /** Resolves with true when the server has ended. */
  readonly exited: Promise<true>;
}

/**
 * Starts the server in a process group of its own: a Ctrl-C in the terminal reaches Annals, which
 * closes everything else first, and not the server beside it.
 */
export function spawnServer(
  { binaries, account, home }: Places,
  { cluster, port }: { readonly cluster: string; readonly port: number },
): ServerProcess {
  const log = openSync(logPath(home), isLarge(logPath(home)) ? 'w' : 'a', 0o600);
  const options: SpawnOptions = {
    ...account,
    cwd: home,
    env: environment,
    detached: true,
    stdio: ['ignore', log, log],
  };
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port: String(port),
    max_connections: '100',
    // Containers often have only 64 MB of /dev/shm.
    dynamic_shared_memory_type: 'mmap',
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(join(binaries, 'bin', 'postgres'), ['-D', cluster, ...args], options);
  closeSync(log);
  const exited = new Promise<true>((resolve) => {
    child.once('exit', () => resolve(true));
    child.once('error', () => resolve(true));
  });
  child.unref();
  return { pid: child.pid ?? 0, exited };
}

export function logPath(home: string): string {
  return join(home, 'server.log');
}

function isLarge(path: string): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > MAX_LOG_BYTES;
}
