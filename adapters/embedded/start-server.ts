import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { explainFailure } from './explain-failure.ts';
import type { Places } from './places.ts';
import {
  LOOK_EVERY_MS,
  type PostmasterFile,
  READY_WITHIN_MS,
  readPostmasterFile,
} from './postmaster-file.ts';
import { type ServerProcess, spawnServer, startLogPath } from './server-process.ts';

/**
 * Some failures pass by themselves: the port was taken between looking and listening, or children
 * of a killed server still hold its shared memory.
 */
const ATTEMPTS = 5;
const PAUSE_MS = 200;

/**
 * Starts a server on the cluster, at the port given or at one that is free; resolves when it accepts
 * connections.
 */
export async function startServer(
  places: Places,
  cluster: string,
  port: number | null = null,
): Promise<PostmasterFile> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    if (attempt > 1) await setTimeout(PAUSE_MS);
    const server = await spawnServer(places, cluster, port ?? (await freePort()));
    const ready = await untilReady(server, cluster);
    if (ready !== null) return ready;
    // It works on a recovery: a second one beside it would not help, the next start joins it.
    if (!server.hasExited()) break;
  }
  throw await explainFailure(
    places,
    'start_failed',
    `The built-in PostgreSQL does not start: ${startLogPath(places.home)} and ${join(cluster, 'log')} say why.`,
  );
}

/** Null when it has ended instead, or is not ready in time. */
async function untilReady(server: ServerProcess, cluster: string): Promise<PostmasterFile | null> {
  const deadline = performance.now() + READY_WITHIN_MS;
  while (performance.now() < deadline && !server.hasExited()) {
    const file = await readPostmasterFile(cluster);
    // The file of a server that was killed says ready, too.
    if (file?.pid === server.pid && file.state === 'ready') return file;
    await setTimeout(LOOK_EVERY_MS);
  }
  return null;
}

/** A port that was free just now, on the loopback address. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (cause) => {
      const message = `No port could be opened on 127.0.0.1 (${cause.message}): check the network of this machine, or set DATABASE_URL.`;
      reject(new EmbeddedPostgresError('no_free_port', message, { cause }));
    });
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
