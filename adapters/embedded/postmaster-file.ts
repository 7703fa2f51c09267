import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import type { Places } from './places.ts';
import { runProgram } from './run-program.ts';

/** What a server writes about itself into its data folder, and leaves there when it is killed. */
export interface PostmasterFile {
  readonly pid: number;
  readonly port: number;
  /** `starting`, `ready` or `stopping`; empty while the file is being written. */
  readonly state: string;
}

/** Recovery after a crash reads up to a gigabyte of log; a server that works is waited for. */
export const READY_WITHIN_MS: number = 300_000;
export const LOOK_EVERY_MS: number = 20;

export async function readPostmasterFile(cluster: string): Promise<PostmasterFile | null> {
  let text: string;
  try {
    text = await readFile(postmasterPath(cluster), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  // Lines: pid, data folder, start time, port, socket folder, address, shared memory, state.
  const lines = text.split('\n').map((line) => line.trim());
  return { pid: Number(lines[0]), port: Number(lines[3]), state: lines[7] ?? '' };
}

/** The server that runs on the cluster, once it is ready; null when none does. */
export async function findServer(places: Places, cluster: string): Promise<PostmasterFile | null> {
  const deadline = performance.now() + READY_WITHIN_MS;
  while (performance.now() < deadline) {
    const file = await readPostmasterFile(cluster);
    if (file === null) return null;
    if (!(await isServing(places, cluster, file.pid))) {
      await removeMisleading(cluster, file.pid);
      return null;
    }
    if (file.state === 'ready') return file;
    await setTimeout(LOOK_EVERY_MS);
  }
  throw new EmbeddedPostgresError(
    'start_failed',
    `The built-in PostgreSQL that runs on ${cluster} does not become ready: its folder "log" says why.`,
  );
}

/**
 * Whether the process is the server of this cluster. A server stands in its data folder, which
 * tells it from whatever has the number of a dead one. Asked as the server's own account: in a
 * container even root may not look at the processes of others.
 */
export async function isServing(
  { account }: Places,
  cluster: string,
  pid: number,
): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (!existsSync('/proc/self/cwd')) return true;
  const args = ['/proc/self/cwd', '-ef', `/proc/${pid}/cwd`];
  return (await runProgram('test', args, { account, cwd: cluster })).succeeded;
}

export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * PostgreSQL clears the file of a dead server away by itself, but refuses to start on an empty one
 * or one that names a living process, of whatever kind. It still finds out from its shared memory
 * when children of the dead server are left.
 */
async function removeMisleading(cluster: string, pid: number): Promise<void> {
  if (pid > 0 && !isAlive(pid)) return;
  await rm(postmasterPath(cluster), { force: true });
}

function postmasterPath(cluster: string): string {
  return join(cluster, 'postmaster.pid');
}
