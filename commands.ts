import type { ExitCode } from '@annals/cli';
import { awaitServers } from './await-servers.ts';
import { Composition } from './composition.ts';
import { processEnvironment } from './config.ts';
import { configure } from './configure.ts';
import { needsPlatforms, type RoleName, startRole } from './roles.ts';

/** How long after a signal the same one may still come. */
const ECHO_MS = 1_000;

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
  await using running = await startRole(role, composition);
  if (running.apiUrl !== null) {
    process.stderr.write(`\nThe dashboard is at ${running.apiUrl}/\n`);
    for (const { variable, description } of composition.platforms.missingSettings()) {
      process.stderr.write(
        `\nNothing can be archived yet: ${variable} is not set. ${description}\nSet it and start again.\n`,
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
 * what they got: that is no second request. A later one is, and ends the process where it stands.
 */
export function stopRequested(): Promise<string> {
  return new Promise((resolve) => {
    let firstAt: number | null = null;
    for (const [signal, exitCode] of [
      ['SIGTERM', 143],
      ['SIGINT', 130],
    ] as const) {
      process.on(signal, () => {
        const now = performance.now();
        firstAt ??= now;
        if (now - firstAt > ECHO_MS) process.exit(exitCode);
        resolve(signal);
      });
    }
  });
}
