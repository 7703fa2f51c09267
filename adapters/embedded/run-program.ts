import { spawn } from 'node:child_process';

/** A user of the system, by number. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/**
 * All that the server and its programs see of the environment: `/proc/<pid>/environ` shows it to
 * their user, and this process's own holds the bot token.
 */
export const serverEnvironment: NodeJS.ProcessEnv = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
};

export interface ProgramOptions {
  /** Null: the account of this process. */
  readonly account: Account | null;
  /** Entered before the account changes, so it may lie where the account cannot walk to. */
  readonly cwd: string;
  readonly input?: string;
}

export interface ProgramResult {
  readonly succeeded: boolean;
  /** What it printed, errors included, or why it could not be run. */
  readonly output: string;
}

/** Runs a program to its end. */
export function runProgram(
  program: string,
  args: readonly string[],
  { account, cwd, input = '' }: ProgramOptions,
): Promise<ProgramResult> {
  return new Promise((resolve) => {
    // A process group of its own: Ctrl-C is for Annals, which stops when this step is done.
    const child = spawn(program, args, {
      ...account,
      cwd,
      env: serverEnvironment,
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let output = '';
    const gather = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on('data', gather);
    child.stderr.on('data', gather);
    child.once('error', (error) => resolve({ succeeded: false, output: error.message }));
    child.once('close', (status) => resolve({ succeeded: status === 0, output: output.trim() }));
    // A program that ends without reading its input is judged by its exit code alone.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
