import { z } from 'zod';
import { CliError, type ExitCode } from '../cli-error.ts';

const problem = z.looseObject({
  code: z.string(),
  detail: z.string(),
  errors: z.array(z.looseObject({ path: z.string(), message: z.string() })).optional(),
});

interface Consequence {
  readonly exitCode: ExitCode;
  /** What to do about it. */
  readonly next: string | null;
}

/** What is wrong with the call or the set-up ends with 2; what only failed this time, with 1. */
const consequences: Readonly<Record<string, Consequence>> = {
  unauthenticated: {
    exitCode: 2,
    next: 'Give a key that is good with --key or ANNALS_KEY; `annals keys create` makes one on the server’s machine.',
  },
  forbidden: { exitCode: 2, next: 'Give an admin key with --key or ANNALS_KEY.' },
  tenant_not_found: { exitCode: 2, next: '`annals tenants list` lists them.' },
  run_not_found: { exitCode: 2, next: '`annals runs <tenant> --json` has the ids of its runs.' },
  key_not_found: {
    exitCode: 2,
    next: '`annals keys list` has the ids of admin keys; with --tenant, those of a tenant.',
  },
  validation_failed: { exitCode: 2, next: null },
  unknown_platform: { exitCode: 2, next: 'PLATFORM_PLUGINS says which are loaded.' },
  invalid_platform_id: { exitCode: 2, next: null },
  platform_taken: { exitCode: 1, next: '`annals tenants list` says which one has it.' },
  slug_taken: { exitCode: 1, next: 'Choose another one with --slug.' },
  tenant_not_active: { exitCode: 1, next: '`annals tenants resume <tenant>` makes it active.' },
  no_active_run: { exitCode: 1, next: '`annals runs <tenant>` shows those that ended.' },
  too_many_triggers: {
    exitCode: 4,
    next: '`annals status <tenant>` says when the next one is due.',
  },
  store_unavailable: { exitCode: 1, next: '`annals doctor` looks for the cause.' },
  queue_unavailable: { exitCode: 1, next: '`annals doctor` looks for the cause.' },
};

/** The codes of the API that more is known about than what the answer says. */
export const advisedCodes: readonly string[] = Object.keys(consequences);

const otherwise: Consequence = { exitCode: 1, next: null };

/** The error that a declining answer tells of. */
export async function errorOfAnswer(answer: Response): Promise<CliError> {
  const body: unknown = await answer.json().catch(() => null);
  const told = problem.safeParse(body);
  if (!told.success) {
    const { status } = answer;
    return AWAY.has(status)
      ? serverAway(`The server does not answer: a proxy before it says ${status}.`)
      : notAnnals(answer);
  }
  const { code, detail, errors = [] } = told.data;
  // A single one may be all that the sentence says.
  const others = errors.filter(({ message }) => message !== detail);
  const faults = others.map(({ path, message }) => `\n  ${path}: ${message}`).join('');
  return new CliError(detail + faults, { code, ...(consequences[code] ?? otherwise) });
}

/** What proxies answer in the place of a server that they do not reach. */
const AWAY: ReadonlySet<number> = new Set([502, 503, 504]);

/** The error for a server that is away, by whatever shows it. */
export function serverAway(message: string): CliError {
  return new CliError(message, {
    ...{ code: 'server_unreachable', exitCode: 2 },
    next: 'Check whether Annals runs there.',
  });
}

/** The error for an answer that is none of the API's. */
export function notAnnals({ status, headers }: Response): CliError {
  const elsewhere = URL.parse(headers.get('location') ?? '');
  const why = elsewhere === null ? `it answered ${status}` : `it refers to ${elsewhere.origin}`;
  return new CliError(`There is no Annals at this address: ${why}.`, {
    ...{ code: 'not_annals', exitCode: 2 },
    next: 'ANNALS_URL or --url is the address of the dashboard, without any path.',
  });
}
