import { Composition, configure } from './composition.ts';
import { ConfigError, processEnvironment } from './config.ts';
import { runDemo } from './demo.ts';
import { needsPlatforms, type RoleName, startRole } from './roles.ts';

/** 0 done, 1 failed, 2 wrong usage or environment. */
type ExitCode = 0 | 1 | 2;

const usage = `Usage: bun main.ts <command>

  start     API and worker in one process
  api       the HTTP API alone
  worker    the worker alone
  migrate   bring the database's tables up to date
  demo      archive a simulated guild, without any account (--keep leaves it running)
`;

async function main([command = 'start', ...options]: readonly string[]): Promise<ExitCode> {
  switch (command) {
    case 'start':
    case 'api':
    case 'worker':
      return await serve(command);
    case 'migrate':
      return await migrate();
    case 'demo':
      return await runDemo({ keep: options.includes('--keep'), stopRequested });
    default:
      process.stderr.write(usage);
      return 2;
  }
}

async function serve(role: RoleName): Promise<ExitCode> {
  const { config, plugins } = await configure(processEnvironment(), {
    needsPlatforms: needsPlatforms(role),
  });
  await using composition = new Composition(config, plugins);
  const { logger } = composition;
  await using running = await startRole(role, composition);
  if (running.apiUrl !== null) showFirstKey(await composition.firstAdminKey());
  logger.info('process.started', { role, apiUrl: running.apiUrl });
  logger.info('process.stopping', { role, signal: await stopRequested() });
  return 0;
}

/** The only time that the key can be seen: what is kept of it is a hash. */
function showFirstKey(key: string | null): void {
  if (key === null) return;
  process.stderr.write(`\nThe admin key of this installation, shown this once:\n\n  ${key}\n\n`);
}

async function migrate(): Promise<ExitCode> {
  const { config, plugins } = await configure(processEnvironment(), { needsPlatforms: false });
  await using composition = new Composition(config, plugins);
  await composition.database();
  process.stdout.write('The database is up to date.\n');
  return 0;
}

/** Resolves with the signal's name when the process is first asked to stop. */
function stopRequested(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const)
      process.once(signal, () => resolve(signal));
  });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(
    `Annals cannot start:\n${error.faults.map((fault) => `  - ${fault}\n`).join('')}`,
  );
  process.exitCode = 2;
}
