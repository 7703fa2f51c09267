import tab from '@bomb.sh/tab/commander';
import { Command, type OptionValues } from 'commander';
import type { ExitCode } from './cli-error.ts';
import type { CliParts } from './cli-parts.ts';
import manifest from './package.json' with { type: 'json' };
import type { Output } from './rendering/output.ts';
import { type Act, VerbCall } from './verb-call.ts';
import { addDoctorVerb } from './verbs/doctor.ts';
import { addInstallationVerbs } from './verbs/installation.ts';
import { addKeyVerbs } from './verbs/keys.ts';
import { addRunVerbs } from './verbs/runs.ts';
import { addStatusVerb } from './verbs/status.ts';
import { addSyncVerbs } from './verbs/sync.ts';
import { addTenantVerbs } from './verbs/tenants.ts';

export const SEE_HELP = 'Add --help to see what there is.';

const exitCodes = `
Exit codes: 0 done, 1 failed, 2 wrong usage or environment, 3 partial, 4 rate limited.
Progress goes to standard error, answers to standard output.`;

/**
 * Every verb there is. `ended` is told each call's exit code. `faults`: where it is said in words
 * what is wrong with a call.
 */
export function createProgram(
  parts: CliParts,
  ended: (code: ExitCode) => void,
  faults: Output = parts.errors,
): Command {
  const program = new Command('annals')
    .description('Keeps the history of chat communities.')
    .version(manifest.version, '--version', 'tell which Annals this is')
    .option('--json', 'answer with one JSON value')
    .option('--url <url>', 'the server to ask; otherwise this machine’s own installation')
    .option('--key <key>', 'the key to that server')
    .addHelpText('after', exitCodes)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => parts.output.write(text),
      writeErr: (text) => faults.write(text),
    })
    .showHelpAfterError(SEE_HELP)
    .exitOverride();
  const act: Act = <Options extends OptionValues, Words extends readonly (string | undefined)[]>(
    verb: (call: VerbCall<Options>, ...words: Words) => Promise<ExitCode>,
  ) =>
    async function run(this: Command) {
      // Commander has seen to it that there are as many as the verb declares.
      const words = this.processedArgs as unknown as Words;
      ended(await verb(new VerbCall<Options>(parts, this), ...words));
    };
  addTenantVerbs(program, act);
  addSyncVerbs(program, act);
  addStatusVerb(program, act);
  addRunVerbs(program, act);
  addDoctorVerb(program, act);
  addKeyVerbs(program, act);
  addInstallationVerbs(program, act);
  tab(program, { completionCommandName: 'completion' });
  program.commands
    .find((command) => command.name() === 'completion')
    ?.description('print the completions of a shell: bash, zsh, fish or powershell');
  return program;
}
