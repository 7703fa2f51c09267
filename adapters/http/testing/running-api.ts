import type {
  Clock,
  KeyHolder,
  RegisterTenantRequest,
  RunListener,
  TriggerRunRequest,
} from '@annals/application';
import { RecordedLogger } from '@annals/application/fakes';
import { z } from 'zod';
import type { HttpParts } from '../http-parts.ts';
import { createHttpServer, type HttpServer } from '../http-server.ts';
import { type Problem, problemSchema } from '../problem.ts';
import {
  finishedRun,
  otherTenant,
  queuedRun,
  sampleActivity,
  sampleChannelProgress,
  sampleError,
  sampleJob,
  sampleKey,
  sampleOverview,
  sampleReport,
  sampleTenant,
} from './samples.ts';

export const ADMIN_KEY = 'annals_admin-key';
/** Reaches `sampleTenant` alone. */
export const TENANT_KEY = 'annals_tenant-key';
export const SESSION_END: Date = new Date('2026-03-08T12:00:00.000Z');
export const NOW: Date = new Date('2026-03-01T12:00:00.000Z');

/** Of the session that signing in with a key makes. */
export function sessionTokenOf(key: string): string {
  return `session-of-${key}`;
}

export interface Call {
  /** The admin's when left out; null shows none. */
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is. */
  readonly body?: Bun.BodyInit;
}

/** What a test has of its own in place of the fakes: single functions, or whole parts. */
export type PartsInPlace = Partial<Omit<HttpParts, 'tenants' | 'sync' | 'keys' | 'queue'>> & {
  readonly tenants?: Partial<HttpParts['tenants']>;
  readonly sync?: Partial<HttpParts['sync']>;
  readonly keys?: Partial<HttpParts['keys']>;
  readonly queue?: Partial<HttpParts['queue']>;
};

/** The API over small fakes of its parts, listening on a free port. */
export class RunningApi implements AsyncDisposable {
  readonly logger: RecordedLogger = new RecordedLogger();
  readonly registered: RegisterTenantRequest[] = [];
  readonly triggered: TriggerRunRequest[] = [];
  readonly asked: string[] = [];
  readonly removed: string[] = [];
  readonly signedOut: string[] = [];
  isPaused = false;
  readonly listeners: Set<RunListener> = new Set();
  readonly server: HttpServer;
  #url = '';

  private constructor(inPlace: PartsInPlace) {
    const parts = this.#parts();
    this.server = createHttpServer({
      ...parts,
      ...inPlace,
      tenants: { ...parts.tenants, ...inPlace.tenants },
      sync: { ...parts.sync, ...inPlace.sync },
      keys: { ...parts.keys, ...inPlace.keys },
      queue: { ...parts.queue, ...inPlace.queue },
    });
  }

  /** Not listening yet. */
  static create(inPlace: PartsInPlace = {}): RunningApi {
    return new RunningApi(inPlace);
  }

  static async start(inPlace: PartsInPlace = {}): Promise<RunningApi> {
    const api = new RunningApi(inPlace);
    const { url } = await api.server.listen({ host: '127.0.0.1', port: 0 });
    api.#url = url;
    return api;
  }

  get port(): number {
    return Number(new URL(this.#url).port);
  }

  async call(method: string, path: string, call: Call = {}): Promise<Response> {
    const headers = new Headers(call.headers);
    const { key = ADMIN_KEY } = call;
    if (key !== null) headers.set('authorization', `Bearer ${key}`);
    if (call.json !== undefined && !headers.has('content-type')) {
      headers.set('content-type', 'application/json');
    }
    const body = call.json === undefined ? call.body : JSON.stringify(call.json);
    return await fetch(`${this.#url}${path}`, { method, headers, ...(body && { body }) });
  }

  /** The members of an answer. */
  async json(method: string, path: string, call: Call = {}): Promise<Record<string, unknown>> {
    return z
      .record(z.string(), z.unknown())
      .parse(await (await this.call(method, path, call)).json());
  }

  async problem(method: string, path: string, call: Call = {}): Promise<Problem> {
    return await readProblem(await this.call(method, path, call));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.close();
  }

  #sessions(): HttpParts['sessions'] {
    return {
      signIn: async (key) => {
        const holder = await this.#authenticate(key);
        return holder && { holder, token: sessionTokenOf(key), expiresAt: SESSION_END };
      },
      authenticate: async (token) =>
        this.signedOut.includes(token)
          ? null
          : await this.#authenticate(token.slice(sessionTokenOf('').length)),
      signOut: async (token) => {
        this.signedOut.push(token);
      },
    };
  }

  async #authenticate(key: string): Promise<KeyHolder | null> {
    if (key === ADMIN_KEY) return { kind: 'admin', keyId: 'environment' };
    if (key !== TENANT_KEY) return null;
    return { kind: 'tenant', tenantId: sampleTenant.id, keyId: sampleKey.id };
  }

  #queue(): HttpParts['queue'] {
    return {
      overview: async () => ({
        isPaused: this.isPaused,
        counts: { waiting: 3, active: 1, delayed: 0, completed: 7, failed: 2 },
        oldestWaitingAt: NOW,
      }),
      workersSeen: async () => 2,
      listJobs: async (state, { offset, limit }) =>
        [1, 2, 3]
          .map((number) => ({ ...sampleJob, state, attempts: number }))
          .slice(offset, offset + limit),
      pause: async () => {
        this.isPaused = true;
      },
      resume: async () => {
        this.isPaused = false;
      },
      retryJob: async (jobId) => (jobId === sampleJob.jobId ? 'done' : 'not_found'),
      removeJob: async (jobId) => (jobId === sampleJob.jobId ? 'wrong_state' : 'not_found'),
    };
  }

  #parts(): HttpParts {
    return {
      tenants: {
        register: async (request) => {
          this.registered.push(request);
          return { tenant: sampleTenant, run: queuedRun };
        },
        find: async (idOrSlug) => {
          this.asked.push(idOrSlug);
          const known = [sampleTenant, otherTenant];
          return known.find(({ id, slug }) => id === idOrSlug || slug === idOrSlug) ?? null;
        },
        list: async ({ after, limit }) =>
          [sampleTenant, otherTenant]
            .filter(({ id }) => after === null || id > after)
            .slice(0, limit),
        overview: async (tenants) => tenants.map((tenant) => sampleOverview(tenant)),
        update: async (tenant, changes) => ({ ...tenant, ...changes }),
        remove: async ({ id }) => {
          this.removed.push(id);
        },
      },
      sync: {
        trigger: async (_tenant, request) => {
          this.triggered.push(request);
          return { run: queuedRun, deduplicated: false, queuePosition: 2 };
        },
        status: async () => ({
          state: 'idle',
          currentRun: null,
          lastRun: null,
          lastSuccessfulSyncAt: null,
          queuePosition: null,
          progress: null,
          nextScheduledAt: null,
          freshness: 'never_synced',
        }),
        cancel: async () => queuedRun,
        listRuns: async () => [finishedRun],
        findRun: async (_tenant, runId) => (runId === finishedRun.id ? finishedRun : null),
        listErrors: async () => [sampleError],
        listChannels: async () => [sampleChannelProgress],
        watch: (_tenant, listener) => {
          this.listeners.add(listener);
          return () => this.listeners.delete(listener);
        },
      },
      keys: {
        authenticate: (key) => this.#authenticate(key),
        issue: async (request) => ({
          apiKey: { ...sampleKey, ...request },
          key: 'annals_new-key',
        }),
        list: async (tenantId) => [{ ...sampleKey, tenantId }],
        revoke: async (tenantId, keyId) =>
          keyId === sampleKey.id ? { ...sampleKey, tenantId, revokedAt: NOW } : null,
      },
      sessions: this.#sessions(),
      activity: sampleActivity,
      platforms: {
        names: () => ['discord'],
        platformIdHint: () => 'Copy it from the server.',
        missingSetting: () => null,
      },
      doctor: { examine: async () => sampleReport, examineAll: async () => sampleReport },
      queue: this.#queue(),
      queueBoard: async (request) => new Response(new URL(request.url).pathname),
      metrics: async () => 'annals_runs_total 1\n',
      readiness: async () => [{ name: 'database', ok: true, message: null }],
      logger: this.logger,
      clock: fixedClock,
      ids: { uuid: () => Bun.randomUUIDv7() },
    };
  }
}

/** The problem that an answer holds. Throws when it is not one, in any respect. */
export async function readProblem(response: Response): Promise<Problem> {
  if (response.headers.get('content-type') !== 'application/problem+json') {
    throw new Error(`The answer ${response.status} is no problem.`);
  }
  const problem = problemSchema.parse(await response.json());
  if (problem.status !== response.status) throw new Error('The statuses differ.');
  if (problem.requestId !== response.headers.get('x-request-id')) {
    throw new Error('The request ids differ.');
  }
  return problem;
}

const fixedClock: Clock = {
  now: () => NOW,
  // Only the end of a server sleeps here, and it is always woken.
  sleep: (_ms, signal) =>
    new Promise((resolve) => signal?.addEventListener('abort', () => resolve())),
  repeat: () => undefined,
};
