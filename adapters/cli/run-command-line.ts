import { CommanderError } from 'commander';
import { CliError, type ExitCode, wrongUsage } from './cli-error.ts';
import type { CliParts } from './cli-parts.ts';
import { createProgram, SEE_HELP } from './create-program.ts';
import type { Output } from './rendering/output.ts';

/** Does what the words say; what there is to tell goes to the outputs of the parts. */
export async function runCommandLine(words: readonly string[], parts: CliParts): Promise<ExitCode> {
  let code: ExitCode = 0;
  const asJson = words.includes('--json');
  const ended = (told: ExitCode) => {
    code = told;
  };
  const program = createProgram(parts, ended, asJson ? nowhere : parts.errors);
  try {
    await program.parseAsync(words, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) {
      // In words it has been told already, as has the help that was asked for.
      if (error.exitCode !== 0 && asJson) parts.errors.write(describeError(toldBy(error), asJson));
      return error.exitCode === 0 ? 0 : 2;
    }
    if (!(error instanceof CliError)) throw error;
    parts.errors.write(describeError(error, asJson));
    return error.details.exitCode;
  }
}

const nowhere: Output = { write: () => {} };

/** Commander's error of this code has no message: it stands for the help, shown for want of a verb. */
const HELP_SHOWN = 'commander.help';

function toldBy({ code, message }: CommanderError): CliError {
  const said = code === HELP_SHOWN ? 'No command was given.' : message.replace(/^error: /, '');
  return wrongUsage(said, SEE_HELP);
}

/** As a command tells it on standard error, to people or to programs. */
export function describeError({ message, details }: CliError, asJson: boolean): string {
  const { code, next } = details;
  if (asJson) return `${JSON.stringify({ error: { code, message, next } })}\n`;
  return `${message}\n${next === null ? '' : `→ ${next}\n`}`;
}
