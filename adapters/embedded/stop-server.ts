import { setTimeout } from 'node:timers/promises';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import type { Places } from './places.ts';
import { isAlive, isServing, LOOK_EVERY_MS, readPostmasterFile } from './postmaster-file.ts';

/**
 * First a fast shutdown, which rolls open transactions back and writes everything else out; then
 * an immediate one, which loses nothing either but makes the next start recover.
 */
const STEPS = [
  { signal: 'SIGINT', patienceMs: 30_000 },
  { signal: 'SIGQUIT', patienceMs: 10_000 },
] as const;

/** Stops the server on the cluster, if one runs; resolves when it has ended. */
export async function stopServer(places: Places, cluster: string): Promise<void> {
  const server = await readPostmasterFile(cluster);
  if (server === null || !(await isServing(places, cluster, server.pid))) return;
  for (const { signal, patienceMs } of STEPS) {
    signalTo(server.pid, signal);
    const deadline = performance.now() + patienceMs;
    while (performance.now() < deadline) {
      if (await hasEnded(places, cluster, server.pid)) return;
      await setTimeout(LOOK_EVERY_MS);
    }
  }
  throw new EmbeddedPostgresError(
    'stop_failed',
    `The built-in PostgreSQL (process ${server.pid}) does not stop: look at its disk, and end it by hand before the next start.`,
  );
}

async function hasEnded(places: Places, cluster: string, pid: number): Promise<boolean> {
  // Cheap while it works; asked in full only when its file is gone.
  const file = await readPostmasterFile(cluster);
  if (file?.pid === pid && isAlive(pid)) return false;
  return !(await isServing(places, cluster, pid));
}

function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It ended by itself since it was looked at.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
