import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import {
  type DiscordSimulator,
  SimulatedGuild,
  startDiscordSimulator,
} from '@annals/plugin-discord/simulator';
import Ajv from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { z } from 'zod';
import { type Operation, operationsOf, readApiDocument } from '../api-document.ts';
import { BOT_TOKEN } from '../bot-token.ts';
import { openEmptyTestDatabase } from '../database.ts';
import { ADMIN_KEY, ApiClient, RunningService, serviceEnvironment } from '../running-service.ts';

setDefaultTimeout(60_000);

/** A call of an operation and the status that it is to have. */
interface Step {
  readonly operationId: string;
  readonly status: number;
  readonly body?: object;
  readonly query?: string;
  /** Not before no run is queued or at work. */
  readonly whenIdle?: boolean;
}

/** Every operation, in an order in which each can succeed; some also in vain. */
const steps: readonly Step[] = [
  { operationId: 'getLiveness', status: 200 },
  { operationId: 'getReadiness', status: 200 },
  { operationId: 'getMetrics', status: 200 },
  { operationId: 'signIn', status: 201, body: { key: ADMIN_KEY } },
  { operationId: 'signIn', status: 401, body: { key: 'wrong' } },
  { operationId: 'signOut', status: 204 },
  { operationId: 'getCaller', status: 200 },
  { operationId: 'listPlatforms', status: 200 },
  { operationId: 'getOverview', status: 200, query: '?limit=1' },
  { operationId: 'listTenants', status: 200, query: '?limit=1' },
  { operationId: 'listTenants', status: 422, query: '?limit=0&cursor=x' },
  {
    operationId: 'createTenant',
    status: 422,
    body: { name: 'x', platform: 'discord', platformId: 'x' },
  },
  {
    operationId: 'createTenant',
    status: 409,
    body: { name: 'x', platform: 'discord', platformId: '{guild}' },
  },
  { operationId: 'getTenant', status: 200 },
  {
    operationId: 'updateTenant',
    status: 200,
    body: { name: 'Renamed', settings: { a: [1, { b: null }] } },
  },
  { operationId: 'triggerSync', status: 202, body: { mode: 'full' } },
  { operationId: 'getSyncStatus', status: 200 },
  { operationId: 'listRuns', status: 200 },
  { operationId: 'getRun', status: 200 },
  { operationId: 'listRunErrors', status: 200 },
  { operationId: 'listChannels', status: 200 },
  { operationId: 'watchSync', status: 200 },
  { operationId: 'watchSyncs', status: 200, query: '?tenantIds={tenantId}' },
  { operationId: 'getMessagesPerDay', status: 200, query: '?days=3' },
  { operationId: 'getMessagesPerDay', status: 422, query: '?days=0' },
  { operationId: 'getErrorCauses', status: 200 },
  { operationId: 'examineTenant', status: 200 },
  { operationId: 'examineCommunity', status: 200, query: '?platform=discord&platformId={guild}' },
  { operationId: 'examineCommunity', status: 422, query: '?platform=discord' },
  { operationId: 'examineInstallation', status: 200 },
  { operationId: 'getQueue', status: 200 },
  { operationId: 'pauseQueue', status: 200 },
  { operationId: 'resumeQueue', status: 200 },
  { operationId: 'listJobs', status: 200, query: '?state=completed' },
  { operationId: 'listJobs', status: 422, query: '?state=asleep' },
  { operationId: 'retryJob', status: 404 },
  { operationId: 'removeJob', status: 404 },
  {
    operationId: 'createTenantKey',
    status: 201,
    body: { name: 'k', expiresAt: '2999-01-01T00:00:00Z' },
  },
  {
    operationId: 'createTenantKey',
    status: 422,
    body: { name: 'k', expiresAt: '1999-01-01T00:00:00Z' },
  },
  { operationId: 'listTenantKeys', status: 200 },
  { operationId: 'revokeTenantKey', status: 200 },
  { operationId: 'createAdminKey', status: 201, body: { name: 'k' } },
  { operationId: 'listAdminKeys', status: 200 },
  { operationId: 'revokeAdminKey', status: 200 },
  { operationId: 'updateTenant', status: 200, body: { status: 'paused' } },
  { operationId: 'triggerSync', status: 409, body: {} },
  { operationId: 'cancelSync', status: 409, whenIdle: true },
  { operationId: 'deleteTenant', status: 204 },
  { operationId: 'getTenant', status: 404 },
];

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);

let guild: SimulatedGuild;
let simulator: DiscordSimulator;
let database: Awaited<ReturnType<typeof openEmptyTestDatabase>>;
let service: RunningService;
let url: string;
let operations: ReadonlyMap<string, Operation>;
const known = new Map<string, string>();

beforeAll(async () => {
  guild = new SimulatedGuild({ name: 'A guild', startMs: Date.UTC(2024, 0, 1) });
  const channelId = guild.addChannel({ name: 'general' });
  guild.post(channelId, { authorId: guild.ownerId, content: 'Hello' });
  simulator = await startDiscordSimulator({ guilds: [guild], token: BOT_TOKEN });
  database = await openEmptyTestDatabase();
  const servers = { DATABASE_URL: database.url, DISCORD_API_URL: simulator.url };
  service = await RunningService.start('start', serviceEnvironment(servers));
  url = await service.apiUrl();
  const api = new ApiClient(url);
  const tenantId = await api.register(guild.name, guild.id);
  const { runId } = await api.idle(tenantId);
  for (const [name, id] of Object.entries({ guild: guild.id, tenantId, runId }))
    known.set(name, id);

  const document = await readApiDocument(url);
  ajv.addSchema(document, 'openapi');
  operations = new Map(
    operationsOf(document).map((operation) => [operation.operationId, operation]),
  );
});

afterAll(async () => {
  await service.stop();
  await simulator[Symbol.asyncDispose]();
  await database.close();
});

function operationOf(operationId: string): Operation {
  const operation = operations.get(operationId);
  if (operation === undefined) throw new Error(`The document has no ${operationId}.`);
  return operation;
}

/** `{name}` becomes what is known by that name. */
function filled(text: string): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => known.get(name) ?? crypto.randomUUID());
}

/** Throws when an answer is not as the document says. */
async function expectDocumented(operation: Operation, response: Response): Promise<unknown> {
  const { method, path, responses } = operation;
  const documented = responses[response.status];
  if (documented === undefined) throw new Error(`${method} ${path} answered ${response.status}.`);
  const [type = ''] = (response.headers.get('content-type') ?? '').split(';');
  if (documented.content === undefined) {
    expect(await response.text()).toBe('');
    return null;
  }
  expect(Object.keys(documented.content)).toEqual([type]);
  if (!type.endsWith('json')) return await response.body?.cancel();
  const body: unknown = await response.json();
  const escaped = [path, method.toLowerCase(), 'responses', `${response.status}`, 'content', type]
    .map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')))
    .join('/');
  const validate = ajv.compile({ $ref: `openapi#/paths/${escaped}/schema` });
  expect({ valid: validate(body), errors: validate.errors, body }).toMatchObject({ valid: true });
  return body;
}

async function call({ method, path }: Operation, { query = '', body }: Partial<Step>, key = true) {
  return await fetch(url + filled(path) + filled(query), {
    method,
    headers: {
      ...(key && { 'X-API-Key': ADMIN_KEY }),
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
    },
    ...(body !== undefined && { body: filled(JSON.stringify(body)) }),
  });
}

describe('the documented API', () => {
  test('is walked whole', () => {
    const walked = new Set(steps.map(({ operationId }) => operationId));
    expect([...operations.keys()].toSorted()).toEqual([...walked].toSorted());
  });

  test('wants a key where it says so', async () => {
    for (const operation of operations.values()) {
      if (operation.security.length === 0) continue;
      const response = await call(operation, {}, false);
      expect(response.status).toBe(401);
      await expectDocumented(operation, response);
    }
  });

  for (const step of steps) {
    test(`answers ${step.status} to ${step.operationId}`, async () => {
      const operation = operationOf(step.operationId);
      if (step.whenIdle) await new ApiClient(url).idle(filled('{tenantId}'));
      const response = await call(operation, step);
      expect(response.status).toBe(step.status);
      const body = await expectDocumented(operation, response);
      const { keyId } = z.object({ keyId: z.string().optional() }).parse(body ?? {});
      if (keyId !== undefined) known.set('keyId', keyId);
    });
  }
});
