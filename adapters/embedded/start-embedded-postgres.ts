import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { locateBinaries } from './binaries.ts';
import { clusterUrl, openCluster } from './cluster.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { isAlive, readPostmasterFile } from './postmaster-file.ts';
import { findPlaces, type Places } from './server-account.ts';
import { logPath, spawnServer } from './server-process.ts';
import { withStartLock } from './start-lock.ts';

export interface EmbeddedPostgresOptions {
  /** Absolute; the cluster lies in its folder `postgres`, or where the log says. */
  readonly dataDir: string;
  readonly log: (event: string, fields: Record<string, string | number>) => void;
}

/** A server that is up. Disposing stops it, unless another living process started it. */
export interface RunningPostgres extends AsyncDisposable {
  /** With the password in it: for connecting, never for showing. */
  readonly url: string;
  /** Whether it was running already. */
  readonly adopted: boolean;
}

const READY_WITHIN_MS = 60_000;
const STOPPED_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 25;

/**
 * Starts PostgreSQL on the data folder, or joins the one that runs there: that of another Annals
 * on the same folder, or one whose Annals was killed. Who started it stops it; a server whose
 * starter is dead goes over to the one that finds it.
 */
export async function startEmbeddedPostgres({
  dataDir,
  log,
}: EmbeddedPostgresOptions): Promise<RunningPostgres> {
  const places = await findPlaces(await locateBinaries(), dataDir);
  if (!places.home.startsWith(dataDir)) {
    log('postgres.data_elsewhere', {
      reason: 'the user postgres cannot reach DATA_DIR',
      dataDir,
      home: places.home,
    });
  }
  return await withStartLock(join(places.home, 'start.lock'), async () => {
    const cluster = await openCluster(places);
    const running = await readPostmasterFile(cluster.folder);
    const port = running?.port ?? (await start(places, cluster.folder));
    if (running !== null) await untilReady(places, cluster.folder);
    const isOwner = await claimOwnership(places.home, running === null);
    const adopted = running !== null;
    log('postgres.started', { port, adopted: String(adopted) });
    return {
      url: clusterUrl(cluster, port),
      adopted,
      [Symbol.asyncDispose]: once(() =>
        isOwner ? stop(places, cluster.folder) : Promise.resolve(),
      ),
    };
  });
}

async function start(places: Places, cluster: string): Promise<number> {
  const port = await freePort();
  const server = spawnServer(places, { cluster, port });
  await untilReady(places, cluster, server.exited);
  return port;
}

/** A port that was free just now, on the loopback address. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

async function untilReady(
  { home }: Places,
  cluster: string,
  exited: Promise<boolean> = Promise.resolve(false),
): Promise<void> {
  for (let waitedMs = 0; waitedMs < READY_WITHIN_MS; waitedMs += LOOK_EVERY_MS) {
    if ((await readPostmasterFile(cluster))?.isReady) return;
    if (await Promise.race([exited, setTimeout(LOOK_EVERY_MS, false)])) break;
  }
  throw new EmbeddedPostgresError(
    'start_failed',
    `The built-in PostgreSQL did not start; ${logPath(home)} says why. Often the disk is full or the data belongs to another version.`,
  );
}

/** Whether this process is the one to stop the server: it started it, or who did is dead. */
async function claimOwnership(home: string, started: boolean): Promise<boolean> {
  const path = join(home, 'owner.pid');
  const owner = Number(await readFile(path, 'utf8').catch(() => ''));
  if (!started && owner !== process.pid && isAlive(owner)) return false;
  await writeFile(path, String(process.pid));
  return true;
}

/** A fast shutdown: open transactions are rolled back, everything committed is on disk. */
async function stop({ home }: Places, cluster: string): Promise<void> {
  await withStartLock(join(home, 'start.lock'), async () => {
    const running = await readPostmasterFile(cluster);
    if (running === null) return;
    process.kill(running.pid, 'SIGINT');
    for (let waitedMs = 0; waitedMs < STOPPED_WITHIN_MS; waitedMs += LOOK_EVERY_MS) {
      if ((await readPostmasterFile(cluster)) === null) return;
      await setTimeout(LOOK_EVERY_MS);
    }
  });
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null;
  return () => {
    done ??= work();
    return done;
  };
}
