import type { Composition } from './composition.ts';
import { listen, type RoleName, waitingAddress } from './roles.ts';

const LOOK_EVERY_MS = 2_000;

export interface Awaited {
  /** A sentence for each server that is not there. */
  readonly away: readonly string[];
  /** Resolves when the process is asked to stop. */
  readonly stopping: Promise<unknown>;
}

/**
 * Waits until the servers are there: after a power cut everything starts at once, and nobody should
 * have to start this process again because a server took longer. Meanwhile `/readyz` says what is
 * missing, where the role would listen. False when the process is asked to stop first.
 */
export async function awaitServers(
  role: RoleName,
  composition: Composition,
  { away, stopping }: Awaited,
): Promise<boolean> {
  const { clock, logger } = composition;
  logger.warn('process.waiting_for_servers', { role, away: away.join(' ') });
  const stop = new AbortController();
  void stopping.then(() => stop.abort());
  await using shown = new AsyncDisposableStack();
  const address = waitingAddress(role, composition.config);
  if (address !== null) {
    const server = await composition.waitingServer();
    const url = await listen(server, address);
    shown.defer(() => server.close());
    logger.info('process.waiting_at', { url });
  }
  while (!(await composition.serversAnswer())) {
    await clock.sleep(LOOK_EVERY_MS, stop.signal);
    if (stop.signal.aborted) return false;
  }
  logger.info('process.servers_answer', { role });
  return true;
}
