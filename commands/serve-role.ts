import type { ExitCode } from '@annals/cli';
import { Composition } from '../composition.ts';
import { configure } from '../config/configure.ts';
import { processEnvironment } from '../config.ts';
import { needsPlatforms, type RoleName, startRole } from '../roles.ts';
import { awaitServers, awaitTables } from './await-servers.ts';

/** Runs a role until the process is asked to stop. */
export async function serve(role: RoleName): Promise<ExitCode> {
  // From the first moment: a stop that comes while the parts start must not cut them off.
  const stopping = stopRequested();
  const { config, plugins, away } = await configure(processEnvironment(), {
    needsPlatforms: needsPlatforms(role),
    servers: 'may be away',
  });
  await using composition = new Composition(config, plugins);
  const { logger } = composition;
  if (away.length > 0 && !(await awaitServers(role, composition, { away, stopping }))) return 0;
  await awaitTables(role, composition);
  await using running = await startRole(role, composition);
  if (running.apiUrl !== null) {
    process.stderr.write(`\nThe dashboard is at ${running.apiUrl}/\n`);
    for (const { variable, description } of composition.platforms.missingSettings()) {
      const lost =
        role === 'start' ? 'Nothing can be archived yet' : 'No community can be examined';
      process.stderr.write(
        `\n${lost}: ${variable} is not set. ${description}\nSet it and start again.\n`,
      );
    }
    showFirstKey(await composition.firstAdminKey());
  }
  logger.info('process.started', { role, apiUrl: running.apiUrl });
  logger.info('process.stopping', { role, signal: await stopping });
  return 0;
}

/** The only time that the key can be seen: what is kept of it is a hash. */
function showFirstKey(key: string | null): void {
  if (key === null) return;
  process.stderr.write(`\nThe admin key of this installation, shown this once:\n\n  ${key}\n\n`);
}

/**
 * Resolves with the signal's name when the process is first asked to stop. One Ctrl-C may come more
 * than once, for the terminal sends it to all that `bun run` or npx have started, and those hand on
 * what they got: only what cannot be heard ends a process before it has put everything away.
 */
export function stopRequested(): Promise<string> {
  return firstOf(['SIGTERM', 'SIGINT']);
}

/** The same, or that its terminal is closed: of what runs on under `nohup` that is no end. */
export function stopRequestedOrTerminalClosed(): Promise<string> {
  return firstOf(['SIGTERM', 'SIGINT', 'SIGHUP']);
}

function firstOf(signals: readonly NodeJS.Signals[]): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of signals) process.on(signal, () => resolve(signal));
  });
}
