import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { dataArgument, type Places } from './places.ts';
import { serverEnvironment } from './run-program.ts';

const settings = {
  listen_addresses: '127.0.0.1',
  // None: they would be a second way in, and their paths may not exceed 107 bytes.
  unix_socket_directories: '',
  max_connections: '60',
  shared_buffers: '128MB',
  // What was answered as committed is on the disk.
  fsync: 'on',
  synchronous_commit: 'on',
  // Containers often have only 64 MB of /dev/shm, which one parallel query can fill.
  dynamic_shared_memory_type: 'mmap',
  // A file for each day of the week, begun anew a week later.
  logging_collector: 'on',
  log_directory: 'log',
  log_filename: 'server-%a.log',
  log_rotation_age: '1d',
  log_rotation_size: '0',
  log_truncate_on_rotation: 'on',
  log_checkpoints: 'off',
  // What people wrote stays in the tables, where it can be deleted: no statements, no values.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
} as const;

export interface ServerProcess {
  readonly pid: number;
  readonly hasExited: () => boolean;
}

/**
 * Starts the server in a process group of its own: a Ctrl-C in the terminal reaches Annals, which
 * closes everything else first, and not the server beside it.
 */
export async function spawnServer(
  places: Places,
  cluster: string,
  port: number,
): Promise<ServerProcess> {
  await using log = await openStartLog(places);
  const options = Object.entries({ ...settings, port: String(port) });
  const child = spawn(
    join(places.binaries, 'bin', 'postgres'),
    [
      '-D',
      dataArgument(places, cluster),
      ...options.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    {
      ...places.account,
      cwd: cluster,
      env: serverEnvironment,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    },
  );
  let exited = false;
  const end = () => {
    exited = true;
  };
  child.once('exit', end);
  child.once('error', end);
  // Annals may end without it, as when an error takes the process down.
  child.unref();
  return { pid: child.pid ?? 0, hasExited: () => exited };
}

/** What the server says before its own log is open: of the last start only. */
export function startLogPath(home: string): string {
  return join(home, 'start.log');
}

async function openStartLog({ home, account }: Places): Promise<FileHandle> {
  const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW } = constants;
  // Root may be writing into an ordinary user's folder: no links are followed, and the file stays
  // that user's, who may go on without root.
  const log = await open(startLogPath(home), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0o600);
  if (account !== null) await log.chown(account.uid, account.gid);
  return log;
}
