import { z } from 'zod';
import { CliError, wrongUsage } from '../cli-error.ts';
import {
  type ErrorCauseAnswer,
  errorCausesAnswer,
  type KeyAnswer,
  keyAnswer,
  type NewKeyAnswer,
  newKeyAnswer,
  type OverviewAnswer,
  overviewAnswer,
  type RunAnswer,
  type RunErrorAnswer,
  runAnswer,
  runErrorAnswer,
  type StatusAnswer,
  statusAnswer,
  type TenantAnswer,
  type TriggeredAnswer,
  tenantAnswer,
  triggeredAnswer,
} from './answers.ts';
import { errorOfAnswer, notAnnals, serverAway } from './api-problem.ts';
import { type Examination, examinationAnswer, oneExaminationAnswer } from './examination.ts';

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** With its query. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: object;
}

/** Brings a request to the API, with a key; rejects when the API cannot be reached. */
export type SendRequest = (request: ApiRequest) => Promise<Response>;

export interface NewTenant {
  readonly name: string;
  readonly slug?: string;
  readonly platform: string;
  readonly platformId: string;
}

const PAGE_SIZE = 200;

/** The API as the verbs use it. Every call throws `CliError` for what is declined. */
export class ApiClient {
  readonly #send: SendRequest;

  constructor(send: SendRequest) {
    this.#send = send;
  }

  tenants(): Promise<readonly TenantAnswer[]> {
    return this.#all('/api/tenants', tenantAnswer);
  }

  tenant(idOrSlug: string): Promise<TenantAnswer> {
    return this.#ask({ method: 'GET', path: below(idOrSlug) }, tenantAnswer);
  }

  addTenant(tenant: NewTenant): Promise<TenantAnswer> {
    return this.#ask({ method: 'POST', path: '/api/tenants', body: tenant }, tenantAnswer);
  }

  setTenantStatus(idOrSlug: string, status: 'active' | 'paused'): Promise<TenantAnswer> {
    const request = { method: 'PATCH', path: below(idOrSlug), body: { status } } as const;
    return this.#ask(request, tenantAnswer);
  }

  async removeTenant(idOrSlug: string): Promise<void> {
    await this.#answer({ method: 'DELETE', path: below(idOrSlug) });
  }

  sync(
    idOrSlug: string,
    body: { readonly mode: 'incremental' | 'full'; readonly channelIds?: readonly string[] },
  ): Promise<TriggeredAnswer> {
    const request = { method: 'POST', path: below(idOrSlug, 'sync'), body } as const;
    return this.#ask(request, triggeredAnswer);
  }

  cancel(idOrSlug: string): Promise<RunAnswer> {
    return this.#ask({ method: 'DELETE', path: below(idOrSlug, 'sync') }, runAnswer);
  }

  status(idOrSlug: string): Promise<StatusAnswer> {
    return this.#ask({ method: 'GET', path: below(idOrSlug, 'sync', 'status') }, statusAnswer);
  }

  overview(): Promise<readonly OverviewAnswer[]> {
    return this.#all('/api/overview', overviewAnswer);
  }

  run(idOrSlug: string, runId: string): Promise<RunAnswer> {
    return this.#ask({ method: 'GET', path: below(idOrSlug, 'sync', 'runs', runId) }, runAnswer);
  }

  /** Newest first. */
  runs(idOrSlug: string, atMost: number): Promise<readonly RunAnswer[]> {
    return this.#all(below(idOrSlug, 'sync', 'runs'), runAnswer, atMost);
  }

  /** In the order in which they happened. */
  runErrors(idOrSlug: string, runId: string): Promise<readonly RunErrorAnswer[]> {
    return this.#all(below(idOrSlug, 'sync', 'runs', runId, 'errors'), runErrorAnswer);
  }

  /** The latest first. */
  async errorCauses(idOrSlug: string, days: number): Promise<readonly ErrorCauseAnswer[]> {
    const path = `${below(idOrSlug, 'sync', 'errors')}?days=${days}`;
    return (await this.#ask({ method: 'GET', path }, errorCausesAnswer)).causes;
  }

  /** Of a tenant, or the admin keys for null. */
  keys(tenant: string | null): Promise<readonly KeyAnswer[]> {
    return this.#all(keysOf(tenant), keyAnswer);
  }

  createKey(
    tenant: string | null,
    body: { readonly name: string; readonly expiresAt?: string },
  ): Promise<NewKeyAnswer> {
    return this.#ask({ method: 'POST', path: keysOf(tenant), body }, newKeyAnswer);
  }

  revokeKey(tenant: string | null, keyId: string): Promise<KeyAnswer> {
    const path = `${keysOf(tenant)}/${step(keyId)}`;
    return this.#ask({ method: 'DELETE', path }, keyAnswer);
  }

  examineEverything(): Promise<Examination> {
    return this.#ask({ method: 'GET', path: '/api/admin/doctor' }, examinationAnswer);
  }

  examineTenant(idOrSlug: string): Promise<Examination> {
    return this.#ask({ method: 'GET', path: below(idOrSlug, 'doctor') }, oneExaminationAnswer);
  }

  examineCommunity(named: {
    readonly platform: string;
    readonly platformId: string;
  }): Promise<Examination> {
    const path = `/api/doctor?${new URLSearchParams(named)}`;
    return this.#ask({ method: 'GET', path }, oneExaminationAnswer);
  }

  async #answer(request: ApiRequest): Promise<Response> {
    const answer = await this.#send(request);
    if (!answer.ok) throw await errorOfAnswer(answer);
    return answer;
  }

  async #ask<T>(request: ApiRequest, schema: z.ZodType<T>): Promise<T> {
    const answer = await this.#answer(request);
    const body: unknown = await answer.json().catch((error: unknown) => {
      throw error instanceof SyntaxError
        ? notAnnals(answer)
        : serverAway('The server’s answer broke off.');
    });
    const read = schema.safeParse(body);
    if (read.success) return read.data;
    throw new CliError('The server’s answer cannot be understood.', {
      ...{ code: 'answer_not_understood', exitCode: 1 },
      next: 'The server and this program are of versions too far apart: bring the older one up to date.',
    });
  }

  /** All pages of a list, or as many of its items as are wanted. */
  async #all<T>(
    path: string,
    item: z.ZodType<T>,
    atMost: number = Number.POSITIVE_INFINITY,
  ): Promise<readonly T[]> {
    const page = z.object({ items: z.array(item), nextCursor: z.string().nullable() });
    const items: T[] = [];
    let cursor: string | null = null;
    do {
      const query = new URLSearchParams({
        limit: String(Math.min(PAGE_SIZE, atMost - items.length)),
        ...(cursor !== null && { cursor }),
      });
      const read: z.infer<typeof page> = await this.#ask(
        { method: 'GET', path: `${path}?${query}` },
        page,
      );
      items.push(...read.items);
      cursor = read.nextCursor;
    } while (cursor !== null && items.length < atMost);
    return items;
  }
}

/** An address below a tenant. */
function below(idOrSlug: string, ...path: readonly string[]): string {
  return ['/api/tenants', ...[idOrSlug, ...path].map(step)].join('/');
}

/** One step of an address. What is empty or one or two dots would lead to another address. */
function step(name: string): string {
  if (/^\.{0,2}$/.test(name)) {
    throw wrongUsage(`“${name}” names nothing.`, 'Give an id, or the slug of a tenant.');
  }
  return encodeURIComponent(name);
}

function keysOf(tenant: string | null): string {
  return tenant === null ? '/api/admin/keys' : below(tenant, 'keys');
}
