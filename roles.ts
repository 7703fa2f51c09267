import { keepSweeping } from '@annals/application';
import type { Composition } from './composition.ts';

/** What a running role tells about itself. */
export interface RunningRole extends AsyncDisposable {
  /** Where the API listens; null for a role without one. */
  readonly apiUrl: string | null;
}

export type RoleName = 'start' | 'api' | 'worker';

/** Serves the HTTP API. Opens no platform client. */
async function startApi(composition: Composition): Promise<RunningRole> {
  const { host, port } = composition.config;
  const server = await composition.httpServer();
  const { url } = await server.listen({ host, port });
  return { apiUrl: url, [Symbol.asyncDispose]: () => server.close() };
}

/** Works off queued runs, and gives back their jobs to those that lost them. */
async function startWorker(composition: Composition): Promise<RunningRole> {
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

const parts: Record<RoleName, readonly ((composition: Composition) => Promise<RunningRole>)[]> = {
  start: [startApi, startWorker],
  api: [startApi],
  worker: [startWorker],
};

/** Whether a role talks to the platforms, and so wants their credentials. */
export function needsPlatforms(role: RoleName): boolean {
  return parts[role].includes(startWorker);
}

/** Starts the parts of a role; disposing stops them in reverse order. */
export async function startRole(role: RoleName, composition: Composition): Promise<RunningRole> {
  const started = new AsyncDisposableStack();
  try {
    let apiUrl: string | null = null;
    for (const start of parts[role]) {
      const running = started.use(await start(composition));
      apiUrl ??= running.apiUrl;
    }
    return { apiUrl, [Symbol.asyncDispose]: () => started.disposeAsync() };
  } catch (error) {
    await started.disposeAsync();
    throw error;
  }
}
