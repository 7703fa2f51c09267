import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type SyncStatusView, syncStatusViewSchema } from '@annals/http';
import { z } from 'zod';
import { BOT_TOKEN } from './bot-token.ts';
import { onceThisProcessEnds } from './stop-with-this-process.ts';

export const ADMIN_KEY = 'an-admin-key-for-tests';

const main = fileURLToPath(import.meta.resolve('../main.ts'));
const POLL_MS = 100;

export type ServiceEnvironment = Readonly<Record<string, string>>;

/** What every process gets, but for what a test says otherwise; nothing of this process's own. */
export function serviceEnvironment(changes: ServiceEnvironment): ServiceEnvironment {
  return {
    PATH: Bun.env.PATH ?? '',
    HOME: tmpdir(),
    PORT: '0',
    ADMIN_API_KEY: ADMIN_KEY,
    DISCORD_BOT_TOKEN: BOT_TOKEN,
    // The simulator's limits are its own affair.
    DISCORD_REQUESTS_PER_SECOND: '10000',
    // At the turn of an hour runs would come that no test has asked for.
    SYNC_SCHEDULE: '0 0 1 1 *',
    ...changes,
  };
}

/** For the data of a service: gone with this process, and a PostgreSQL that was left there with it. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'annals-end-to-end-'));
  const endServer = 'kill -QUIT "$(head -n 1 "$1/postgres/cluster/postmaster.pid")"';
  onceThisProcessEnds(`${endServer}; rm -rf "$1"`, folder);
  return folder;
}

/** One real process of Annals: `bun main.ts <role>`. */
export class RunningService {
  readonly #process: Bun.Subprocess<'ignore', 'pipe', 'pipe'>;
  readonly #started = Promise.withResolvers<string | null>();
  #log = '';
  readonly #drained: Promise<unknown>;

  /** `program`: the main.ts to run, of another copy of the project for instance. */
  constructor(role: string, environment: ServiceEnvironment, program: string = main) {
    this.#process = Bun.spawn([process.execPath, '--no-env-file', program, role], {
      env: environment,
      stdin: 'ignore',
      stdout: 'pipe',
      stderr: 'pipe',
    });
    // Of a test that fails it would be left, and go on for ever.
    const watcher = onceThisProcessEnds('kill -KILL "$1"', String(this.#process.pid));
    const { stdout, stderr } = this.#process;
    this.#drained = Promise.all([this.#drain(stdout), this.#drain(stderr)]).then(() => {
      watcher.kill('SIGKILL');
      this.#started.reject(new Error(`The process ended before it had started:\n${this.#log}`));
    });
    this.#started.promise.catch(() => {});
  }

  /** Started, and listening when its role has an API. */
  static async start(
    role: string,
    environment: ServiceEnvironment,
    program: string = main,
  ): Promise<RunningService> {
    const service = new RunningService(role, environment, program);
    await service.#started.promise;
    return service;
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** Everything that it has written so far. */
  get log(): string {
    return this.#log;
  }

  /** Where its API listens. */
  async apiUrl(): Promise<string> {
    const url = await this.#started.promise;
    if (url === null) throw new Error('This role has no API.');
    return url;
  }

  /** Asks it to stop; its exit code once it has. */
  async stop(): Promise<number> {
    this.#process.kill('SIGTERM');
    return await this.ended();
  }

  /** Ends it without a word. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.ended();
  }

  async ended(): Promise<number> {
    await this.#process.exited;
    await this.#drained;
    return this.#process.exitCode ?? -1;
  }

  async #drain(stream: ReadableStream<Uint8Array>): Promise<void> {
    let line = '';
    const decoder = new TextDecoder();
    for await (const chunk of stream) {
      const text = decoder.decode(chunk, { stream: true });
      this.#log += text;
      line += text;
      const lines = line.split('\n');
      line = lines.pop() ?? '';
      for (const complete of lines) this.#lookAt(complete);
    }
  }

  #lookAt(line: string): void {
    if (!line.includes('"process.started"')) return;
    const { apiUrl } = z.object({ apiUrl: z.string().nullable() }).parse(JSON.parse(line));
    this.#started.resolve(apiUrl);
  }
}

export interface ServerSentEvent {
  readonly id: string;
  readonly type: string;
  readonly data: { readonly run: { readonly runId: string; readonly status: string } };
}

const serverSentEventSchema: z.ZodType<ServerSentEvent> = z.object({
  id: z.string(),
  type: z.string(),
  data: z.object({ run: z.looseObject({ runId: z.string(), status: z.string() }) }),
});

/** Null for a block without data: a comment, or how soon to come back. */
function readEvent(block: string): ServerSentEvent | null {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
  const data = field('data');
  if (data === undefined) return null;
  return serverSentEventSchema.parse({
    ...{ id: field('id'), type: field('event'), data: JSON.parse(data) },
  });
}

/** The API as a person with curl uses it. */
export class ApiClient {
  readonly #url: string;
  readonly #key: string;

  constructor(url: string, key: string = ADMIN_KEY) {
    this.#url = url;
    this.#key = key;
  }

  async ask(
    path: string,
    { method = 'GET', body }: { readonly method?: string; readonly body?: object } = {},
  ): Promise<{ readonly status: number; readonly body: unknown }> {
    const answer = await fetch(this.#url + path, {
      method,
      headers: { Authorization: `Bearer ${this.#key}`, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
  }

  /** What a GET answers, as it is. */
  async text(path: string): Promise<string> {
    const headers = { Authorization: `Bearer ${this.#key}` };
    return await (await fetch(this.#url + path, { headers })).text();
  }

  /** Follows server-sent events up to the first that is wanted. */
  async events(
    path: string,
    isWanted: (event: ServerSentEvent) => boolean,
    lastEventId?: string,
  ): Promise<ServerSentEvent> {
    const leaving = new AbortController();
    const headers = {
      Authorization: `Bearer ${this.#key}`,
      ...(lastEventId !== undefined && { 'Last-Event-ID': lastEventId }),
    };
    const answer = await fetch(this.#url + path, { headers, signal: leaving.signal });
    let text = '';
    const decoder = new TextDecoder();
    try {
      for await (const chunk of answer.body ?? []) {
        text += decoder.decode(chunk, { stream: true });
        const blocks = text.split('\n\n');
        text = blocks.pop() ?? '';
        const wanted = blocks.map(readEvent).find((event) => event !== null && isWanted(event));
        if (wanted) return wanted;
      }
      throw new Error('The stream ended before the event came.');
    } finally {
      leaving.abort();
    }
  }

  /** Registers a guild, which queues its first sync; the tenant's slug. */
  async register(name: string, platformId: string): Promise<string> {
    const { status, body } = await this.ask('/api/tenants', {
      method: 'POST',
      body: { name, platform: 'discord', platformId },
    });
    if (status !== 201) throw new Error(`Registering answered ${status}: ${JSON.stringify(body)}`);
    return z.object({ slug: z.string() }).parse(body).slug;
  }

  /** Starts a run, or joins the one that is there; its id. */
  async sync(slug: string): Promise<string> {
    const { body } = await this.ask(`/api/tenants/${slug}/sync`, { method: 'POST', body: {} });
    return z.object({ runId: z.string() }).parse(body).runId;
  }

  async status(slug: string): Promise<SyncStatusView> {
    return syncStatusViewSchema.parse((await this.ask(`/api/tenants/${slug}/sync/status`)).body);
  }

  /** The same API as somebody with another key sees it. */
  withKey(key: string): ApiClient {
    return new ApiClient(this.#url, key);
  }

  /** Asks until the answer is yes. */
  async until(isSo: () => Promise<boolean>): Promise<void> {
    while (!(await isSo())) await Bun.sleep(POLL_MS);
  }

  /** Waits until no run is queued or at work, and the given one has ended; the last one. */
  async idle(slug: string, runId?: string): Promise<NonNullable<SyncStatusView['lastRun']>> {
    for (;;) {
      const { currentRun, lastRun } = await this.status(slug);
      const isOver = lastRun !== null && (runId === undefined || lastRun.runId === runId);
      if (currentRun === null && isOver) return lastRun;
      await Bun.sleep(POLL_MS);
    }
  }
}
