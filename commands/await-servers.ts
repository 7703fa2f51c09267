import type { Composition } from '../composition.ts';
import { unfitServers } from '../config/configure.ts';
import { type Config, ConfigError } from '../config.ts';
import { listen, type RoleName, waitingAddress } from '../roles.ts';

const LOOK_EVERY_MS = 2_000;
/** After which somebody may ask whether a process is alive. */
const LONG_MS = 2_000;

export interface AwaitedServers {
  /** A sentence for each server that is not there. */
  readonly away: readonly string[];
  /** Resolves when the process is asked to stop. */
  readonly stopping: Promise<unknown>;
}

/**
 * Waits until the servers are there: after a power cut everything starts at once, and nobody should
 * have to start this process again because a server took longer. Meanwhile `/readyz` says what is
 * missing, where the role would listen. False when the process is asked to stop first. Throws
 * `ConfigError` for one that is there by now and refuses: that does not get better by waiting.
 */
export async function awaitServers(
  role: RoleName,
  composition: Composition,
  { away, stopping }: AwaitedServers,
): Promise<boolean> {
  const { clock, logger } = composition;
  logger.warn('process.waiting_for_servers', { role, away: away.join(' ') });
  const stop = new AbortController();
  void stopping.then(() => stop.abort());
  await using _shown = await showWaiting(role, composition);
  while (!(await doAnswer(composition.config))) {
    await clock.sleep(LOOK_EVERY_MS, stop.signal);
    if (stop.signal.aborted) return false;
  }
  logger.info('process.servers_answer', { role });
  return true;
}

async function doAnswer(config: Config): Promise<boolean> {
  const unfit = await unfitServers(config);
  const refusing = unfit.filter(({ isAway }) => !isAway);
  if (refusing.length > 0) throw new ConfigError(refusing.map(({ sentence }) => sentence));
  return unfit.length === 0;
}

/**
 * Brings the tables up to date. Of a large archive that takes minutes, in which whoever asks is answered:
 * who starts a process anew that is silent for so long would have it begin from the start, for ever.
 */
export async function awaitTables(role: RoleName, composition: Composition): Promise<void> {
  const migrated = composition.database();
  const looking = new AbortController();
  try {
    const isLong = composition.clock.sleep(LONG_MS, looking.signal).then(() => true);
    if (!(await Promise.race([migrated.then(() => false), isLong]))) return;
    await using _shown = await showWaiting(role, composition);
    await migrated;
  } finally {
    looking.abort();
    // Whatever went wrong beside it, nothing is closed under its hands.
    await Promise.allSettled([migrated]);
  }
}

/** Tells on `/livez` and `/readyz` how things stand, where the role will listen, until it is disposed of. */
async function showWaiting(role: RoleName, composition: Composition): Promise<AsyncDisposable> {
  const shown = new AsyncDisposableStack();
  const address = waitingAddress(role, composition.config);
  if (address !== null) {
    const server = await composition.waitingServer();
    const url = await listen(server, address);
    shown.defer(() => server.close());
    composition.logger.info('process.waiting_at', { url });
  }
  return shown;
}
