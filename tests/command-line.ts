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
  return await run([process.execPath, main, 'annals', ...words], environment);
}

/** The same on a terminal, which `script` makes; what it shows is all in `output`. */
export async function annalsOnTerminal(
  words: readonly string[],
  environment: ServiceEnvironment,
): Promise<CommandEnd> {
  const command = [process.execPath, main, 'annals', ...words].join(' ');
  const script = ['script', '--quiet', '--return', '--command', command, '/dev/null'];
  return await run(script, { ...environment, TERM: 'xterm-256color' });
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
