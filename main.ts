import { StoreUnavailableError } from '@annals/application';
import type { ExitCode } from '@annals/cli';
import { EmbeddedPostgresError } from '@annals/embedded';
import { serve } from './commands/serve-role.ts';
import { MigrationRefusedError } from './composition/migrate-database.ts';
import { ConfigError } from './config.ts';

const usage = `Usage: bun main.ts <command>

  start     API, worker and scheduler in one process
  api       the HTTP API alone
  worker    the worker alone
  scheduler queues syncs when they are due, and nothing else
  migrate   bring the database's tables up to date
  annals    work with tenants, syncs and keys by hand; alone it says how
  demo      archive a simulated guild, without any account (--keep leaves it running)

The first four take all that there is to set from the environment.
`;

/** Loaded when it is asked for: a role does without it for weeks. */
async function runAnnals(words: readonly string[]): Promise<ExitCode> {
  const commandLine = await import('./commands/command-line.ts');
  return await commandLine.runAnnals(words);
}

async function main([command = 'start', ...options]: readonly string[]): Promise<ExitCode> {
  switch (command) {
    case 'start':
    case 'api':
    case 'worker':
    case 'scheduler':
      // What is taken for an option of one has no effect: it is said, and nothing runs without it.
      if (options.length > 0) break;
      // Not left to the event loop: under `bun --watch` an empty one waits for a file to change.
      return process.exit(await serve(command));
    case 'annals':
      return await runAnnals(options);
    case 'migrate':
    case 'demo':
      return await runAnnals([command, ...options]);
  }
  process.stderr.write(usage);
  return 2;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const faults = error instanceof ConfigError ? error.faults : faultsOfServer(error);
  process.stderr.write(`Annals cannot start:\n${faults.map((fault) => `  - ${fault}\n`).join('')}`);
  process.exitCode = error instanceof ConfigError ? 2 : 1;
}

/** Errors that say what to do; every other one is a fault of ours, and shows where. */
function faultsOfServer(error: unknown): readonly string[] {
  if (error instanceof MigrationRefusedError || error instanceof EmbeddedPostgresError) {
    return [error.message];
  }
  // Lost after it had answered: whatever was begun is rolled back.
  if (error instanceof StoreUnavailableError) {
    return [`${error.message} Start again once it is there.`];
  }
  throw error;
}
