import { beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { ApiClient, type ApiRequest, advisedCodes, CliError } from '@annals/cli';
import fc from 'fast-check';
import {
  type ApiDocument,
  type JsonSchema,
  type Operation,
  operationsOf,
  readApiDocument,
} from '../api-document.ts';
import { openTestDatabase } from '../database.ts';
import { documentedValues } from '../documented-values.ts';
import { RunningService, serviceEnvironment } from '../running-service.ts';

setDefaultTimeout(60_000);

const ID = '0190a000-0000-7000-8000-000000000001';
const ANSWERS_EACH = 25;

/** Everything that the command line asks the API, by the name of its method. */
const questions: Readonly<Record<string, (api: ApiClient) => Promise<unknown>>> = {
  tenants: (api) => api.tenants(),
  tenant: (api) => api.tenant('garden'),
  addTenant: (api) => api.addTenant({ name: 'x', platform: 'discord', platformId: '1' }),
  setTenantStatus: (api) => api.setTenantStatus('garden', 'paused'),
  removeTenant: (api) => api.removeTenant('garden'),
  sync: (api) => api.sync('garden', { mode: 'full' }),
  cancel: (api) => api.cancel('garden'),
  status: (api) => api.status('garden'),
  overview: (api) => api.overview(),
  run: (api) => api.run('garden', ID),
  runs: (api) => api.runs('garden', 20),
  runErrors: (api) => api.runErrors('garden', ID),
  errorCauses: (api) => api.errorCauses('garden', 7),
  keys: (api) => api.keys('garden'),
  createKey: (api) => api.createKey(null, { name: 'x' }),
  revokeKey: (api) => api.revokeKey('garden', ID),
  examineEverything: (api) => api.examineEverything(),
  examineTenant: (api) => api.examineTenant('garden'),
  examineCommunity: (api) => api.examineCommunity({ platform: 'discord', platformId: '1' }),
};
const names = Object.keys(questions);

/** Fields that a verb shows, by the record of the document and the question that it answers. */
const shown = [
  { record: 'Tenant', question: 'tenants', fields: ['id', 'slug', 'name', 'status'] },
  { record: 'Run', question: 'runs', fields: ['runId', 'status', 'durationMs', 'messages'] },
  { record: 'SyncStatus', question: 'status', fields: ['state', 'lastRun', 'progress'] },
  { record: 'Progress', question: 'status', fields: ['percent', 'messagesPerSecond'] },
  { record: 'NewKey', question: 'createKey', fields: ['keyId', 'key'] },
  { record: 'Doctor', question: 'examineTenant', fields: ['verdict', 'findings', 'estimate'] },
].flatMap(({ fields, ...rest }) => fields.map((field) => ({ ...rest, field })));

type Schemas = ApiDocument['components']['schemas'];

let schemas: Schemas;
let operations: readonly Operation[];
beforeAll(async () => {
  await using database = await openTestDatabase();
  const environment = serviceEnvironment({ DATABASE_URL: database.url });
  const service = await RunningService.start('api', environment);
  const document = await readApiDocument(await service.apiUrl());
  await service.stop();
  schemas = document.components.schemas;
  operations = operationsOf(document);
});

function operationFor({ method, path }: ApiRequest): Operation {
  const [address = ''] = path.split('?');
  const isMeant = (operation: Operation) =>
    operation.method === method &&
    new RegExp(`^${operation.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(address);
  const operation = operations.find(isMeant);
  if (operation === undefined) throw new Error(`The API has no ${method} ${address}.`);
  return operation;
}

/** A body that is one of those which the schema allows; the same one for the same seed. */
function bodyOf(schema: JsonSchema, named: Schemas, seed: number): unknown {
  return fc.sample(documentedValues(schema, named), { seed, numRuns: 1 })[0];
}

/** The command line's client of an API that answers anything its document allows. */
function clientOf(named: Schemas, firstSeed: number): ApiClient {
  let seed = firstSeed;
  return new ApiClient(async (request) => {
    seed += 1_000;
    const answers = Object.entries(operationFor(request).responses);
    const [status, answer] = answers.find(([code]) => code.startsWith('2')) ?? [];
    const schema = answer?.content?.['application/json']?.schema;
    if (schema === undefined) return new Response(null, { status: Number(status) });
    return Response.json(bodyOf(schema, named, seed), { status: Number(status) });
  });
}

/** The code of the error that a question ends with; null when it is answered. */
async function codeOf(asked: Promise<unknown>): Promise<string | null> {
  try {
    await asked;
    return null;
  } catch (error) {
    if (error instanceof CliError) return error.details.code;
    throw error;
  }
}

describe('the command line', () => {
  test('is asked here for everything that it asks', () => {
    const methods = Object.getOwnPropertyNames(ApiClient.prototype);
    expect(names.toSorted()).toEqual(methods.filter((name) => name !== 'constructor').toSorted());
  });

  test.each(names)('understands all that the API’s document allows: %s', async (name) => {
    for (let seed = 0; seed < ANSWERS_EACH; seed += 1) {
      const code = await codeOf(questions[name]?.(clientOf(schemas, seed)) ?? Promise.reject());
      expect({ seed, code }).toEqual({ seed, code: null });
    }
  });

  test.each(shown)('would notice that $record has no $field any more', async (one) => {
    const record = schemas[one.record] as RecordSchema;
    const without = { ...schemas, [one.record]: withoutField(record, one.field) };
    const codes = new Set<string | null>();
    for (let seed = 0; seed < ANSWERS_EACH; seed += 1) {
      codes.add(
        await codeOf(questions[one.question]?.(clientOf(without, seed)) ?? Promise.reject()),
      );
    }
    expect([...codes]).toContain('answer_not_understood');
  });

  test('reads every way in which the API declines, and advises on none that it does not have', async () => {
    const documented = new Set<string>();
    for (const { responses } of operations) {
      for (const [status, { content }] of Object.entries(responses)) {
        const schema = content?.['application/problem+json']?.schema;
        if (schema === undefined) continue;
        const body = bodyOf(schema, schemas, 1) as { readonly code: string };
        for (const code of codesOf(schema)) {
          const answer = Response.json({ ...body, code }, { status: Number(status) });
          expect(await codeOf(new ApiClient(async () => answer).tenants())).toBe(code);
          documented.add(code);
        }
      }
    }
    expect(documented.size).toBeGreaterThan(10);
    expect(advisedCodes.filter((code) => !documented.has(code))).toEqual([]);
  });
});

interface RecordSchema extends JsonSchema {
  readonly properties: JsonSchema;
  readonly required: readonly string[];
}

function withoutField(record: RecordSchema, field: string): RecordSchema {
  const { [field]: _, ...properties } = record.properties;
  return { ...record, properties, required: record.required.filter((name) => name !== field) };
}

/** The values that a problem's `code` can have. */
function codesOf({ allOf }: JsonSchema): string[] {
  const parts = allOf as { readonly properties?: { readonly code: { readonly enum: string[] } } }[];
  return parts.flatMap(({ properties }) => properties?.code.enum ?? []);
}
