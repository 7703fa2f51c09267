import { startEmbeddedPostgres } from '../start-embedded-postgres.ts';
import { noLog } from './no-log.ts';

/** What an `AnnalsProcess` says, each on a line of its own. */
interface Started {
  readonly url: string;
  readonly adopted: boolean;
}

/** Another process that uses the built-in PostgreSQL, for tests. */
export interface AnnalsProcess extends Started {
  readonly pid: number;
  /** Ends it as SIGTERM does, disposing of the server; resolves with its exit code. */
  readonly stop: () => Promise<number>;
  /** Ends it as SIGKILL does. */
  readonly kill: () => Promise<void>;
}

export interface AnnalsProcessOptions {
  /** Whose it is; those of this process when left out. */
  readonly uid?: number;
  readonly gid?: number;
  readonly env?: Record<string, string>;
}

export async function startAnnalsProcess(
  dataDir: string,
  options: AnnalsProcessOptions = {},
): Promise<AnnalsProcess> {
  const child = Bun.spawn([process.execPath, import.meta.path, dataDir], {
    ...options,
    env: { PATH: '/usr/bin:/bin', ...options.env },
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  if (value === undefined) throw new Error(await new Response(child.stderr).text());
  const started = JSON.parse(new TextDecoder().decode(value)) as Started;
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    child.kill(signal);
    return await child.exited;
  };
  return {
    ...started,
    pid: child.pid,
    stop: () => end('SIGTERM'),
    kill: async () => {
      await end('SIGKILL');
    },
  };
}

/** The process itself: starts or joins the server, and holds it until it is asked to stop. */
async function run(dataDir: string): Promise<void> {
  const stopped = new Promise((resolve) => process.once('SIGTERM', resolve));
  await using server = await startEmbeddedPostgres({ dataDir, log: noLog });
  const { url, adopted } = server;
  process.stdout.write(`${JSON.stringify({ url, adopted })}\n`);
  const alive = setInterval(() => undefined, 60_000);
  await stopped;
  clearInterval(alive);
}

if (import.meta.main) await run(process.argv[2] ?? '');
