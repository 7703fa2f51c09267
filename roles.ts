import { keepSchedule, keepSweeping } from '@annals/application';
import type { HttpServer } from '@annals/http';
import type { Composition } from './composition.ts';
import { type Config, ConfigError } from './config.ts';

/** What a running role tells about itself. */
export interface RunningRole extends AsyncDisposable {
  /** Where the API listens; null for a role without one. */
  readonly apiUrl: string | null;
}

export type RoleName = 'start' | 'api' | 'worker' | 'scheduler';

/** Serves the HTTP API. Opens no platform client. */
async function startApi(composition: Composition): Promise<RunningRole> {
  const { host, port } = composition.config;
  const server = await composition.httpServer();
  const url = await listen(server, { host, port });
  return { apiUrl: url, [Symbol.asyncDispose]: () => server.close() };
}

/** Executes queued runs, and gives a new job to those that have lost theirs. */
export async function startWorker(composition: Composition): Promise<RunningRole> {
  const { clock, logger, config } = composition;
  const unitOfWork = await composition.unitOfWork();
  const queue = await composition.queue();
  const consumer = queue.consume(await composition.runHandler(), {
    concurrency: config.workerConcurrency,
  });
  const stopping = new AbortController();
  await keepSweeping({ unitOfWork, queue, clock, logger }, stopping.signal);
  return {
    apiUrl: null,
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await consumer.close();
    },
  };
}

/** Queues runs when they are due. Any number of processes may do it at once. */
async function startScheduler(composition: Composition): Promise<RunningRole> {
  const stopping = new AbortController();
  const kept = keepSchedule(await composition.scheduleParts(), stopping.signal);
  return {
    apiUrl: null,
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await kept;
    },
  };
}

/** Shows how the process is, where it was told to. */
async function startProbes(composition: Composition): Promise<RunningRole> {
  const { host, probePort } = composition.config;
  const server = await composition.probeServer();
  const url = await listen(server, { host, port: probePort ?? 0 });
  composition.logger.info('probes.listening', { url });
  return { apiUrl: null, [Symbol.asyncDispose]: () => server.close() };
}

/** Where it is served. Rejects with `ConfigError` when nothing can be served at that address. */
export async function listen(
  server: HttpServer,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<string> {
  try {
    return (await server.listen({ host, port })).url;
  } catch (error) {
    await server.close();
    const code = error instanceof Error ? String(Reflect.get(error, 'code') ?? error.name) : '';
    throw new ConfigError([
      `Nothing can be served on ${host}, port ${port} (${code}): another program has the port, or HOST is no address of this machine. Set PORT (of a worker or scheduler PROBE_PORT) or HOST to another one.`,
    ]);
  }
}

const parts: Record<RoleName, readonly ((composition: Composition) => Promise<RunningRole>)[]> = {
  start: [startApi, startWorker, startScheduler],
  api: [startApi],
  worker: [startWorker],
  scheduler: [startScheduler],
};

/** Where a role tells how it is before it can start; null where it was not told a place. */
export function waitingAddress(
  role: RoleName,
  { host, port, probePort }: Config,
): { readonly host: string; readonly port: number } | null {
  const own = parts[role].includes(startApi) ? port : probePort;
  return own === null ? null : { host, port: own };
}

/** A process without an API shows how it is, if it was told where. */
function partsOf(role: RoleName, { config }: Composition): (typeof parts)[RoleName] {
  const hasApi = parts[role].includes(startApi);
  return hasApi || config.probePort === null ? parts[role] : [startProbes, ...parts[role]];
}

/**
 * Whether a role is of no use without the platforms' credentials. One with an API is: it says what
 * is missing, to people who have just begun.
 */
export function needsPlatforms(role: RoleName): boolean {
  return parts[role].includes(startWorker) && !parts[role].includes(startApi);
}

/** Starts the parts of a role; disposing stops them in reverse order. */
export async function startRole(role: RoleName, composition: Composition): Promise<RunningRole> {
  const started = new AsyncDisposableStack();
  try {
    let apiUrl: string | null = null;
    for (const start of partsOf(role, composition)) {
      const running = started.use(await start(composition));
      apiUrl ??= running.apiUrl;
    }
    return { apiUrl, [Symbol.asyncDispose]: () => started.disposeAsync() };
  } catch (error) {
    await started.disposeAsync();
    throw error;
  }
}
