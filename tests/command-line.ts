import { fileURLToPath } from 'node:url';
import type { ServiceEnvironment } from './running-service.ts';

const main = fileURLToPath(import.meta.resolve('../main.ts'));

export interface CommandEnd {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/** `annals <words>` as a process of its own, without a terminal. */
export async function annals(
  words: readonly string[],
  environment: ServiceEnvironment,
): Promise<CommandEnd> {
  return await run([process.execPath, '--no-env-file', main, 'annals', ...words], environment);
}

/** The same on a terminal, which `script` makes; what it shows is all in `output`. */
export async function annalsOnTerminal(
  words: readonly string[],
  environment: ServiceEnvironment,
): Promise<CommandEnd> {
  return await run(onTerminal(words), onXterm(environment));
}

/** One that asks something on a terminal, where nobody answers. It begins with its process number. */
export interface AskedQuestion extends AsyncDisposable {
  /** Resolves with all that it has shown once that holds the text. */
  untilShown(text: string): Promise<string>;
  ended(): Promise<Omit<CommandEnd, 'errors'>>;
}

export function askOnTerminal(
  words: readonly string[],
  environment: ServiceEnvironment,
): AskedQuestion {
  const child = Bun.spawn(onTerminal(words), { env: onXterm(environment), stdin: 'pipe' });
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let output = '';
  const read = async () => {
    const { value = '', done } = await reader.read();
    output += value;
    return !done;
  };
  return {
    async untilShown(text) {
      while (!output.includes(text) && (await read()));
      return output;
    },
    async ended() {
      while (await read());
      return { code: await child.exited, output };
    },
    async [Symbol.asyncDispose]() {
      child.kill();
      await child.exited;
    },
  };
}

function onTerminal(words: readonly string[]): string[] {
  const command = [
    'stty cols 100; echo $$; exec',
    process.execPath,
    '--no-env-file',
    main,
    'annals',
    ...words,
  ].join(' ');
  return ['script', '--quiet', '--return', '--command', command, '/dev/null'];
}

function onXterm(environment: ServiceEnvironment): ServiceEnvironment {
  return { ...environment, TERM: 'xterm-256color' };
}

async function run(
  command: readonly string[],
  environment: ServiceEnvironment,
): Promise<CommandEnd> {
  const child = Bun.spawn([...command], {
    env: { ...environment },
    stdin: 'ignore',
    stderr: 'pipe',
  });
  const [output, errors, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { code, output, errors };
}
