import { CommanderError } from 'commander';
import { CliError, type ExitCode } from './cli-error.ts';
import type { CliParts } from './cli-parts.ts';
import { createProgram } from './create-program.ts';

/** Does what the words say; what there is to tell goes to the outputs of the parts. */
export async function runCommandLine(words: readonly string[], parts: CliParts): Promise<ExitCode> {
  let code: ExitCode = 0;
  const program = createProgram(parts, (told) => {
    code = told;
  });
  try {
    await program.parseAsync(words, { from: 'user' });
    return code;
  } catch (error) {
    // Commander has told already what is wrong, or shown the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof CliError)) throw error;
    parts.errors.write(describeError(error, words.includes('--json')));
    return error.details.exitCode;
  }
}

function describeError({ message, details }: CliError, asJson: boolean): string {
  const { code, next } = details;
  if (asJson) return `${JSON.stringify({ error: { code, message, next } })}\n`;
  return `${message}\n${next === null ? '' : `→ ${next}\n`}`;
}
