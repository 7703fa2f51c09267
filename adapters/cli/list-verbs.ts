import type { Command } from 'commander';
import type { CliParts } from './cli-parts.ts';
import { createProgram } from './create-program.ts';

/** A verb as people call it, with what it does and understands. */
export interface VerbDescription {
  /** `tenants remove <tenant>`, for instance. */
  readonly usage: string;
  readonly description: string;
  readonly options: readonly { readonly flags: string; readonly description: string }[];
}

/** Every verb in the order of the help, for a page that lists them. Nothing is opened. */
export function listVerbs(): readonly VerbDescription[] {
  const nothing = (): never => {
    throw new Error('A list of verbs runs none.');
  };
  const parts: CliParts = {
    ...{
      open: nothing,
      localExaminer: nothing,
      migrate: nothing,
      demo: nothing,
      stopping: nothing,
    },
    ...{ questions: null, clock: { now: nothing, sleep: nothing } },
    ...{ output: { write: nothing }, errors: { write: nothing } },
  };
  const program = createProgram(parts, nothing);
  return visible(program).flatMap((command) => verbsOf(command, ''));
}

function verbsOf(command: Command, before: string): VerbDescription[] {
  const name = before + command.name();
  const below = visible(command);
  if (below.length > 0) return below.flatMap((each) => verbsOf(each, `${name} `));
  const words = command.registeredArguments.map((argument) =>
    argument.required ? `<${argument.name()}>` : `[${argument.name()}]`,
  );
  return [
    {
      usage: [name, ...words].join(' '),
      description: command.description(),
      options: command.options.map(({ flags, description }) => ({ flags, description })),
    },
  ];
}

function visible(command: Command): readonly Command[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .filter((each) => each.name() !== 'help');
}
