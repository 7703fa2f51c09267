import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { SQL } from 'bun';
import fc from 'fast-check';
import { type Operation, operationsOf } from '../api-document.ts';
import { ADMIN_KEY } from '../running-service.ts';
import { type AttackedService, OTHERS_MARK, startAttackedService } from './attacked-service.ts';
import { nearly, wildText } from './wild-values.ts';

setDefaultTimeout(300_000);

const SEED = 20_260_517;
const ROUNDS = 400;
const REQUESTS_A_ROUND = 50;
/** Far beyond what any of them takes; whoever needs it does not answer. */
const DEADLINE_MS = 20_000;

/** What would tell how the service is made, or where. */
const INNARDS =
  /node_modules|\.tsx?\b|\bat \S+ \(|\bselect .* from\b|\binsert into\b|sqlstate|postgres|kysely|elysia|zod|\/work|\/home|stack/i;

let service: AttackedService;
let operations: readonly Operation[];
beforeAll(async () => {
  service = await startAttackedService();
  // Streams are asked for elsewhere: they do not end.
  operations = operationsOf(service.document).filter(
    ({ responses }) => responses['200']?.content?.['text/event-stream'] === undefined,
  );
});
afterAll(() => service[Symbol.asyncDispose]());

type Key = 'admin' | 'tenant' | 'wrong' | 'none';

interface WildRequest {
  readonly method: string;
  readonly key: Key;
  readonly path: string;
  readonly body: string | null;
  readonly headers: Readonly<Record<string, string>>;
  /** What was made up, and must not come back. */
  readonly madeUp: readonly string[];
}

/** A value of a parameter: mostly one that is there, else one that was made up. */
function parameter(name: string): fc.Arbitrary<string> {
  const { tenant, other } = service;
  const there: Readonly<Record<string, readonly string[]>> = {
    tenantId: [tenant.id, tenant.slug, tenant.slug, other.id, other.slug],
    runId: [tenant.runId, tenant.runId, other.runId],
    keyId: [other.keyId],
    jobId: [tenant.runId],
  };
  const known = fc.constantFrom(...(there[name] ?? ['1', '50', 'waiting']));
  return fc.oneof({ weight: 3, arbitrary: known }, wildText);
}

function requestTo(operation: Operation): fc.Arbitrary<WildRequest> {
  const { path, method, parameters, requestBody, operationId } = operation;
  const named = service.document.components.schemas;
  const values = fc.record(
    Object.fromEntries(parameters.map((one) => [one.name, parameter(one.name)])),
    { requiredKeys: parameters.filter((one) => one.in === 'path').map(({ name }) => name) },
  );
  const schema = requestBody?.content?.['application/json']?.schema ?? {};
  const body = fc.oneof(
    { weight: 6, arbitrary: nearly(schema, named).map((value) => JSON.stringify(value) ?? '') },
    fc.string({ unit: 'binary' }),
    fc.constantFrom('{', '[', '"', '{"a":1e999}', `${'['.repeat(20_000)}`, '{"a":'.repeat(10_000)),
  );
  // With an admin's key it would end the tenants that the others ask for.
  const destroys = operationId === 'deleteTenant' || operationId === 'updateTenant';
  const keys: readonly Key[] = ['tenant', 'tenant', 'wrong', 'none'];
  const key = fc.constantFrom<Key>(...keys, ...(destroys ? [] : (['admin', 'admin'] as const)));
  const headers = fc.record(
    {
      'content-type': fc.constantFrom(
        ...Array<string>(6).fill('application/json'),
        'text/plain',
        ';',
      ),
      'content-encoding': fc.constantFrom('identity', 'gzip'),
      'last-event-id': wildText,
      'x-request-id': wildText,
      cookie: wildText,
      origin: fc.constant('https://elsewhere.example'),
    },
    { requiredKeys: ['content-type'] },
  );
  return fc.tuple(values, body, key, headers).map(([given, text, whose, wildHeaders]) => {
    const texts: Readonly<Record<string, string | undefined>> = given;
    const inPath = path.replace(/\{(\w+)\}/g, (_, name: string) => encoded(texts[name] ?? ''));
    const query = parameters
      .filter((one) => one.in === 'query' && texts[one.name] !== undefined)
      .map(({ name }) => `${name}=${encoded(texts[name] ?? '')}`);
    return {
      ...{ method, key: whose, madeUp: Object.values(given) },
      path: `${inPath}?${query.join('&')}`,
      body: method === 'GET' ? null : text,
      headers: sendable(wildHeaders),
    };
  });
}

const encoded = (text: string) => encodeURIComponent(text.toWellFormed());

/** Header values as the client sends them, which refuses others by itself. */
function sendable(values: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value = '']) => [name, value.replace(/[^\x20-\x7e]/g, '?')]),
  );
}

function textOf(key: Key): string | null {
  const texts = { admin: ADMIN_KEY, tenant: service.tenant.key, wrong: 'annals_wrong', none: null };
  return texts[key];
}

async function send({ method, key, path, body, headers }: WildRequest) {
  const text = textOf(key);
  const response = await fetch(service.url + path, {
    method,
    headers: { ...headers, ...(text !== null && { authorization: `Bearer ${text}` }) },
    ...(body !== null && { body }),
    signal: AbortSignal.timeout(DEADLINE_MS),
  });
  return { response, text: await response.text() };
}

const statuses = new Map<number, number>();

async function expectSafe(request: WildRequest): Promise<void> {
  const { response, text } = await send(request);
  statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
  if (response.status >= 500) {
    const failure = service.process.log
      .split('\n')
      .findLast((line) => line.includes('http.failed'));
    throw new Error(`${response.status} to ${JSON.stringify(request)}: ${failure}`);
  }
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(response.headers.get('cache-control')).toBe('no-store');
  for (const name of response.headers.keys()) expect(name).not.toStartWith('access-control-');
  for (const secret of service.secrets) expect(text).not.toContain(secret);
  if (request.key !== 'admin') {
    for (const theirs of [
      OTHERS_MARK,
      service.other.id,
      service.other.runId,
      service.other.keyId,
    ]) {
      expect(text).not.toContain(theirs);
    }
  }
  if (response.status < 400) return;
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  // The caller's own request id is all that may come back.
  const said = text.replaceAll(response.headers.get('x-request-id') ?? '', '');
  expect(said).not.toMatch(INNARDS);
  for (const given of request.madeUp) if (given.length > 12) expect(said).not.toContain(given);
}

/** Every row of every table, BullMQ's too, as one text. */
async function dumpOfDatabase(): Promise<string> {
  await using sql = new SQL(service.database.url, { max: 1 });
  const tables: { schema: string; name: string }[] = await sql`
    select table_schema as schema, table_name as name from information_schema.tables
    where table_schema in ('public', 'bullmq')
  `;
  const dumps: string[] = [];
  for (const { schema, name } of tables) {
    const rows: { row: string }[] =
      await sql`select t::text as row from ${sql(`${schema}.${name}`)} t`;
    dumps.push(...rows.map(({ row }) => row));
  }
  return dumps.join('\n');
}

test(`${ROUNDS * REQUESTS_A_ROUND} wild requests: all answered, none with 5xx, nothing told`, async () => {
  const requests = fc.array(fc.oneof(...operations.map(requestTo)), {
    minLength: REQUESTS_A_ROUND,
    maxLength: REQUESTS_A_ROUND,
  });
  await fc.assert(
    fc.asyncProperty(requests, async (all) => {
      await Promise.all(all.map(expectSafe));
    }),
    { seed: SEED, numRuns: ROUNDS, endOnFailure: true },
  );
  const counts = [...statuses]
    .toSorted(([a], [b]) => a - b)
    .map(([status, n]) => `${status}: ${n}`);
  process.stdout.write(`Answers to wild requests: ${counts.join(', ')}\n`);
});

test('afterwards no key and no token stands in a log, a metric, a table or a job', async () => {
  const metrics = await (await fetch(`${service.url}/metrics`)).text();
  const places = { log: service.process.log, metrics, database: await dumpOfDatabase() };
  for (const [place, text] of Object.entries(places)) {
    expect([place, text.length > 1_000]).toEqual([place, true]);
    for (const secret of service.secrets)
      expect([place, text.includes(secret)]).toEqual([place, false]);
  }
});
