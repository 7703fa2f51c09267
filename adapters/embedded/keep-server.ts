import { setTimeout } from 'node:timers/promises';
import { explainRefusal } from './explain-failure.ts';
import { lock } from './file-lock.ts';
import type { Places } from './places.ts';
import { findServer, isAlive, type PostmasterFile } from './postmaster-file.ts';
import type { ServerLog } from './server-log.ts';
import { startServer } from './start-server.ts';

const LOOK_EVERY_MS = 1_000;
/** A full disk, which ends a server, is not free again at once; and each try reads up on its log. */
const PAUSE_AFTER_FAILURE_MS = 30_000;

export interface Keeping {
  readonly places: Places;
  readonly cluster: string;
  /** Held while a server is looked for, started or stopped. */
  readonly startLock: string;
  readonly lockPatienceMs: number;
  readonly log: ServerLog;
}

/**
 * Starts the server again, at the same address, when it has ended and nobody asked it to: killed for
 * want of memory, or by a disk that was full. Until it is disposed of, which waits for a start under
 * way.
 */
export function keepServer(keeping: Keeping, { pid, port }: PostmasterFile): AsyncDisposable {
  const stopping = new AbortController();
  const kept = keep(keeping, { pid, port, signal: stopping.signal });
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await kept;
    },
  };
}

async function keep(
  keeping: Keeping,
  { port, signal, ...server }: { pid: number; readonly port: number; readonly signal: AbortSignal },
): Promise<void> {
  let waitMs = LOOK_EVERY_MS;
  while (await pause(waitMs, signal)) {
    if (isAlive(server.pid)) continue;
    try {
      server.pid = (await bringBack(keeping, port)).pid;
      keeping.log.info('postgres.started_again', { pid: server.pid, port });
      waitMs = LOOK_EVERY_MS;
    } catch (error) {
      const told = explainRefusal(error, keeping.places.home);
      const reason = told instanceof Error ? told.message : 'unknown';
      keeping.log.warn('postgres.not_started_again', { reason });
      waitMs = PAUSE_AFTER_FAILURE_MS;
    }
  }
}

/** The server that another user of it was faster to start, or a new one. */
async function bringBack(
  { places, cluster, startLock, lockPatienceMs }: Keeping,
  port: number,
): Promise<PostmasterFile> {
  using _starting = await lock(startLock, lockPatienceMs);
  return (await findServer(places, cluster)) ?? (await startServer(places, cluster, port));
}

/** False when it is to go on no more. */
async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await setTimeout(ms, undefined, { signal, ref: false });
    return true;
  } catch {
    return false;
  }
}
