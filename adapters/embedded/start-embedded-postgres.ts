import { join, resolve } from 'node:path';
import { clusterUrl, openCluster } from './cluster.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { explainRefusal } from './explain-failure.ts';
import { lock, makeLockFile, tryLock } from './file-lock.ts';
import { keepServer } from './keep-server.ts';
import { findPlaces, type Places } from './places.ts';
import { findServer } from './postmaster-file.ts';
import type { ServerLog } from './server-log.ts';
import { startServer } from './start-server.ts';
import { stopServer } from './stop-server.ts';

export interface EmbeddedPostgresOptions {
  /** The cluster lies in its folder `postgres`; made when missing. */
  readonly dataDir: string;
  readonly log: ServerLog;
}

/**
 * A server that is up. Keep it as long as the url is used, then dispose of it: that stops the
 * server, unless other living processes use it, of which the last stops it.
 */
export interface RunningPostgres extends AsyncDisposable {
  /** With the password in it: for connecting, never for showing. */
  readonly url: string;
  /** Whether it was running already. */
  readonly adopted: boolean;
}

/** A first start takes seconds, a recovery minutes; a holder that takes longer is stuck. */
const LOCK_PATIENCE_MS = 360_000;

/**
 * Two locks order everything that happens to one data folder, over all processes:
 * - `start.lock`, exclusive, is held while a server is looked for, started or stopped;
 * - `users.lock`, shared, is held by everyone who uses the server. Whoever leaves and then gets it
 *   exclusively was the last and stops the server, whoever started it. A killed process holds
 *   nothing, so the server that it left behind goes over to the next one that starts.
 */
interface Locks {
  readonly start: string;
  readonly users: string;
}

/**
 * Starts PostgreSQL on the data folder, or joins the one that runs there: that of another Annals
 * on the same folder, or one whose Annals was killed. Throws `EmbeddedPostgresError`.
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<RunningPostgres> {
  const dataDir = resolve(options.dataDir);
  try {
    const places = await findPlaces(dataDir, options.log);
    return await joinOrStart(places, options.log);
  } catch (error) {
    throw explainRefusal(error, dataDir);
  }
}

async function joinOrStart(places: Places, log: ServerLog): Promise<RunningPostgres> {
  const locks = { start: join(places.home, 'start.lock'), users: join(places.home, 'users.lock') };
  await makeLockFile(locks.start, places.account);
  await makeLockFile(locks.users, places.account);
  using _starting = await lock(locks.start, LOCK_PATIENCE_MS);
  const cluster = await openCluster(places);
  const running = await findServer(places, cluster.folder);
  if (running === null) assertUnused(locks, places);
  const use = enter(locks, places);
  try {
    const server = running ?? (await startServer(places, cluster.folder));
    const { pid, port } = server;
    const adopted = running !== null;
    log.info(adopted ? 'postgres.adopted' : 'postgres.started', { pid, port });
    const keeping = {
      ...{ places, cluster: cluster.folder, log },
      ...{ startLock: locks.start, lockPatienceMs: LOCK_PATIENCE_MS },
    };
    const kept = keepServer(keeping, server);
    let left: Promise<void> | null = null;
    return {
      url: clusterUrl(cluster, port),
      adopted,
      [Symbol.asyncDispose]: () => {
        left ??= leave({ places, locks, use, kept, cluster: cluster.folder, log });
        return left;
      },
    };
  } catch (error) {
    use[Symbol.dispose]();
    throw error;
  }
}

/**
 * Users without a server in sight: it runs in another container on the same volume, or it died
 * under them. A second server on living data would destroy it, so nothing is risked.
 */
function assertUnused(locks: Locks, places: Places): void {
  using alone = tryLock(locks.users, 'exclusive');
  if (alone === null) throw usedElsewhere(places);
}

function enter(locks: Locks, places: Places): Disposable {
  const use = tryLock(locks.users, 'shared');
  if (use === null) throw usedElsewhere(places);
  return use;
}

function usedElsewhere({ home }: Places): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'used_elsewhere',
    `Another Annals uses the data in ${home}, but its PostgreSQL cannot be reached from here: stop that Annals (in another container, perhaps) and start again.`,
  );
}

interface Use {
  readonly places: Places;
  readonly locks: Locks;
  readonly use: Disposable;
  readonly kept: AsyncDisposable;
  readonly cluster: string;
  readonly log: ServerLog;
}

async function leave({ places, locks, use, kept, cluster, log }: Use): Promise<void> {
  await kept[Symbol.asyncDispose]();
  using _stopping = await lock(locks.start, LOCK_PATIENCE_MS);
  use[Symbol.dispose]();
  using alone = tryLock(locks.users, 'exclusive');
  if (alone === null) return;
  await stopServer(places, cluster);
  log.info('postgres.stopped', { cluster });
}
