import { parseArgs } from 'node:util';
import { ApplicationError } from '@annals/application';
import type { Output } from './progress-display.ts';
import { type CommandParts, type ExitCode, UsageError, type Verb } from './verb.ts';
import { doctorVerb } from './verbs/doctor.ts';
import { keysVerb } from './verbs/keys.ts';
import { statusVerb, syncVerb } from './verbs/sync.ts';
import { tenantsVerb } from './verbs/tenants.ts';

const verbs: readonly Verb[] = [tenantsVerb, syncVerb, statusVerb, doctorVerb, keysVerb];

export interface Terminal {
  readonly output: Output;
  readonly errors: Output;
}

/** A command line, understood as far as it can be without opening anything. */
export interface ParsedCommand {
  readonly verb: Verb;
  readonly words: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
}

/** Throws `UsageError` for what no verb understands. */
export function parseCommand(args: readonly string[]): ParsedCommand {
  const [name, ...rest] = args;
  const verb = verbs.find((each) => each.name === name);
  if (verb === undefined) {
    throw new UsageError(name === undefined ? 'No verb is given.' : `There is no verb ${name}.`);
  }
  try {
    const { values, positionals } = parseArgs({
      args: rest,
      options: { ...verb.options, json: { type: 'boolean' } },
      allowPositionals: true,
      strict: true,
    });
    return { verb, words: positionals, options: values };
  } catch (error) {
    // Node's sentence names the option and nothing else.
    throw new UsageError(error instanceof Error ? error.message : 'The options do not fit.');
  }
}

/** Runs a command; what it has to say goes to the terminal. */
export async function runCommand(
  { verb, words, options }: ParsedCommand,
  parts: CommandParts,
  { output, errors }: Terminal,
): Promise<ExitCode> {
  const say = (value: unknown, text: string) =>
    output.write(`${options.json === true ? JSON.stringify(value) : text}\n`);
  try {
    const call = { words, options, answer: { progress: errors, say } };
    return verb.needs === 'doctor'
      ? await verb.run({ ...call, parts: parts.doctor() })
      : await verb.run({ ...call, parts: await parts.services() });
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (!(error instanceof ApplicationError)) throw error;
    errors.write(`${error.message}\n`);
    return 1;
  }
}

/** What there is, for people. */
export function describeVerbs(): string {
  const forms = verbs.flatMap(({ usage }) => usage);
  const width = Math.max(...forms.map(([form]) => form.length));
  const lines = forms.map(([form, purpose]) => `  ${form.padEnd(width)}  ${purpose}\n`);
  return `Usage: bun run annals <verb> [--json]\n\n${lines.join('')}\nTENANT is a slug or an id.\n`;
}
