import { join } from 'node:path';
import { BOT_TOKEN } from '../../tests/bot-token.ts';
import type { PageSource } from '../page-source/page-source.ts';
import type { BenchDatabase } from '../servers/postgres.ts';

/** What a baseline is to do. */
export interface BaselineTask {
  readonly databaseUrl: string;
  /** Without a version. */
  readonly discordUrl: string;
  readonly token: string;
  readonly guildId: string;
  readonly channelIds: readonly string[];
  /** For the floor: rows that were prepared, a file a table. */
  readonly rowsFolder?: string;
  /** After so many messages a loop stops. */
  readonly enough?: number;
  /** How many requests a second a loop may make in all; as many as it can where nothing limits them. */
  readonly requestsPerSecond?: number;
}

export interface BaselineRun {
  /** From the first request to the last commit: starting and connecting do not count. */
  readonly seconds: number;
  readonly messages: number;
}

export type BaselineName = 'floor' | 'loop-insert-a-page' | 'loop-insert-a-row';

/** Runs a baseline in a process of its own, as the worker is one. */
export async function runBaseline(
  name: BaselineName,
  database: BenchDatabase,
  source: PageSource,
  more: Pick<BaselineTask, 'rowsFolder' | 'enough' | 'requestsPerSecond'> = {},
): Promise<BaselineRun> {
  const task: BaselineTask = {
    databaseUrl: database.url,
    discordUrl: source.url,
    token: BOT_TOKEN,
    guildId: source.guildId,
    channelIds: source.channelIds,
    ...more,
  };
  const program = join(import.meta.dir, `${name}.ts`);
  const running = Bun.spawn([process.execPath, program, JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const output = await new Response(running.stdout).text();
  if ((await running.exited) !== 0) throw new Error(`The baseline ${name} failed.`);
  return JSON.parse(output);
}

/** The other side: does the task that the command line names and says how long it took. */
export async function doTask(
  work: (task: BaselineTask, begin: () => void) => Promise<number>,
): Promise<void> {
  let startedAt = performance.now();
  const messages = await work(JSON.parse(process.argv[2] ?? ''), () => {
    startedAt = performance.now();
  });
  const run: BaselineRun = { seconds: (performance.now() - startedAt) / 1000, messages };
  process.stdout.write(JSON.stringify(run));
}
