import type {
  Doctor,
  RegisteredTenant,
  RegisterTenantRequest,
  SyncStatusReport,
  TenantChanges,
  TriggeredRun,
  TriggerRunRequest,
} from '@annals/application';
import type { ApiKey, ApiKeyId, SyncRun, Tenant, TenantId } from '@annals/domain';
import type { Output } from './progress-display.ts';

/** 0 done, 1 failed, 2 wrong usage or environment, 3 partial, 4 rate limited. */
export type ExitCode = 0 | 1 | 2 | 3 | 4;

/** What the verbs need of the rest. */
export interface CliParts {
  readonly tenants: {
    register(request: RegisterTenantRequest): Promise<RegisteredTenant>;
    find(idOrSlug: string): Promise<Tenant | null>;
    list(page: {
      readonly after: TenantId | null;
      readonly limit: number;
    }): Promise<readonly Tenant[]>;
    update(tenant: Tenant, changes: TenantChanges): Promise<Tenant | null>;
    remove(tenant: Tenant): Promise<void>;
  };
  readonly sync: {
    trigger(tenant: Tenant, request: TriggerRunRequest): Promise<TriggeredRun>;
    cancel(tenant: Tenant): Promise<SyncRun>;
    status(tenant: Tenant): Promise<SyncStatusReport>;
  };
  readonly keys: {
    issue(request: {
      readonly tenantId: TenantId | null;
      readonly name: string;
      readonly expiresAt: Date | null;
    }): Promise<{ readonly apiKey: ApiKey; readonly key: string }>;
    list(
      tenantId: TenantId | null,
      page: { readonly after: ApiKeyId | null; readonly limit: number },
    ): Promise<readonly ApiKey[]>;
    revoke(tenantId: TenantId | null, keyId: ApiKeyId): Promise<ApiKey | null>;
  };
  /** Works off queued runs in this process for as long as `during` takes. */
  withWorker<T>(during: () => Promise<T>): Promise<T>;
  readonly now: () => Date;
  readonly sleep: (ms: number) => Promise<void>;
}

/** What looks at an installation needs, which may lack all of the rest. */
export interface DoctorParts {
  readonly doctor: Pick<Doctor, 'examine' | 'examineNamed' | 'examineAll'>;
}

/** What a command opens, once it is known which it is. */
export interface CommandParts {
  services(): Promise<CliParts>;
  doctor(): DoctorParts;
}

/** One call of a verb, its arguments checked. */
export interface VerbCall<Parts = CliParts> {
  readonly parts: Parts;
  /** What stands behind the verb, options left out. */
  readonly words: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  readonly answer: Answer;
}

/** What a verb says: one JSON value with `--json`, lines for people without. */
interface Answer {
  /** Progress of long work goes here: standard error, so that it never mixes with an answer. */
  readonly progress: Output;
  /** `value` for programs, `text` for people. */
  say(value: unknown, text: string): void;
}

interface Describable {
  readonly name: string;
  /** Behind the name, one line a form, with what it does. */
  readonly usage: readonly (readonly [form: string, purpose: string])[];
  readonly options: Readonly<Record<string, { readonly type: 'string' | 'boolean' }>>;
}

/** Works on an installation that is in order. */
export interface ServiceVerb extends Describable {
  readonly needs: 'servers' | 'servers and platforms';
  run(call: VerbCall): Promise<ExitCode>;
}

/** Works on whatever is there. */
export interface DoctorVerb extends Describable {
  readonly needs: 'doctor';
  run(call: VerbCall<DoctorParts>): Promise<ExitCode>;
}

export type Verb = ServiceVerb | DoctorVerb;

/** The words or options of a call do not fit: the sentence says what is wrong. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError';
}

export function wordAt(words: readonly string[], place: number, what: string): string {
  const word = words[place];
  if (word === undefined) throw new UsageError(`The ${what} is missing.`);
  return word;
}

export function textOption(options: VerbCall['options'], name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

/** The tenant that a word names, by its slug or its id. */
export async function tenantNamed({ tenants }: CliParts, idOrSlug: string): Promise<Tenant> {
  const tenant = await tenants.find(idOrSlug);
  if (tenant === null) throw new UsageError(`There is no tenant ${idOrSlug}.`);
  return tenant;
}
