import type { Command } from 'commander';
import { type ExitCode, exitCodeOfRun, wrongUsage } from '../cli-error.ts';
import type { Act, VerbCall } from '../verb-call.ts';

/** What is done to this machine's installation itself. */
export function addInstallationVerbs(program: Command, act: Act): void {
  program
    .command('migrate')
    .description('bring the database’s tables up to date')
    .action(act(migrate));
  program
    .command('demo')
    .description('archive a simulated guild, without any account')
    .option('--keep', 'keep it running, to look around')
    .action(act(demo));
}

async function migrate(call: VerbCall): Promise<ExitCode> {
  await call.parts.migrate(call.server);
  call.say({ migrated: true }, 'The database is up to date.');
  return 0;
}

async function demo(call: VerbCall<{ readonly keep?: true }>): Promise<ExitCode> {
  if (call.server.url !== null || call.server.key !== null) {
    throw wrongUsage(
      'The demo asks no server: it is all on this machine.',
      'Leave --url and --key out.',
    );
  }
  const { output, errors } = call.parts;
  const shown = call.asJson ? errors : output;
  const run = await call.parts.demo({ keep: call.options.keep === true, shown });
  if (call.asJson) call.say(run, '');
  return run === null ? 1 : exitCodeOfRun[run.status];
}
