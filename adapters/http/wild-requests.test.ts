import { afterAll, beforeAll, expect, test } from 'bun:test';
import fc from 'fast-check';
import { rawRequest, statusOf } from './testing/raw-request.ts';
import { ADMIN_KEY, RunningApi, readProblem, TENANT_KEY } from './testing/running-api.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await RunningApi.start();
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

const methods = fc.constantFrom(
  'GET',
  'POST',
  'POST',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'HEAD',
);

const segment = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('api', 'tenants', 'garden', 'sync', 'status', 'livez') },
  fc.constantFrom('', '.', '..', '%', '%00', '%2F', '%E0%A4%A', '%ff', '*', ':tenantId', '~'),
  fc.string({ unit: 'binary' }).map((text) => encodeURIComponent(text.toWellFormed())),
  fc.webPath(),
);
const known = fc.constantFrom(
  ['api', 'tenants'],
  ['api', 'tenants', 'garden'],
  ['api', 'tenants', 'garden', 'sync'],
  ['api', 'tenants', 'garden', 'sync', 'status'],
  ['api', 'tenants', 'garden', 'sync', 'runs'],
  ['api', 'tenants', 'garden', 'sync', 'channels'],
  ['api', 'tenants', 'garden', 'keys'],
  ['api', 'admin', 'keys'],
  ['readyz'],
);
const paths = fc
  .tuple(
    fc.oneof(known, fc.array(segment, { maxLength: 6 })),
    fc.oneof(
      fc.webQueryParameters(),
      fc.webQueryParameters().map((text) => `limit=${text}`),
      fc.webQueryParameters().map((text) => `cursor=${text}`),
      fc.constant(''),
    ),
  )
  .map(([segments, query]) => `/${segments.join('/')}?${query}`);

const contentTypes = fc.constantFrom(
  ...Array<string>(8).fill('application/json'),
  'application/json; charset=utf-8',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/octet-stream',
  ';',
);
const headers = fc.record(
  {
    authorization: fc.oneof(
      fc.constantFrom(`Bearer ${ADMIN_KEY}`, `Bearer ${TENANT_KEY}`, 'Basic x'),
      fc.string(),
    ),
    'x-api-key': fc.oneof({ weight: 9, arbitrary: fc.constant(ADMIN_KEY) }, fc.string()),
    'content-type': contentTypes,
    'content-encoding': fc.constantFrom('identity', 'identity', 'identity', 'gzip', 'br'),
    'x-request-id': fc.string(),
    cookie: fc.string(),
    accept: fc.string(),
    upgrade: fc.constant('websocket'),
    expect: fc.string(),
  },
  { requiredKeys: ['x-api-key'] },
);

const bodies = fc.oneof(
  fc.json(),
  fc.string({ unit: 'binary' }),
  fc.uint8Array({ maxLength: 2_000 }),
  fc
    .record(
      {
        name: fc.jsonValue(),
        slug: fc.jsonValue(),
        platform: fc.jsonValue(),
        platformId: fc.jsonValue(),
        settings: fc.jsonValue(),
        mode: fc.jsonValue(),
        channelIds: fc.jsonValue(),
        status: fc.jsonValue(),
        expiresAt: fc.jsonValue(),
      },
      { requiredKeys: [] },
    )
    .map((value) => JSON.stringify(value)),
);

/** Header values as the client sends them, which refuses others by itself. */
function sendable(values: Record<string, string | undefined>): Headers {
  const result = new Headers();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) result.set(name, value.replace(/[^\x20-\x7e]/g, '?'));
  }
  return result;
}

test('no request gets an answer of 5xx, nor an error that is no problem', async () => {
  await fc.assert(
    fc.asyncProperty(methods, paths, headers, bodies, async (method, path, values, body) => {
      const response = await fetch(`http://127.0.0.1:${api.port}${path}`, {
        method,
        headers: sendable(values),
        ...(method !== 'GET' && method !== 'HEAD' && { body }),
      });
      expect(response.status).toBeLessThan(500);
      expect(response.headers.get('x-request-id')).toBeTruthy();
      if (response.status >= 400 && method !== 'HEAD') await readProblem(response);
    }),
    { numRuns: 1_500 },
  );
});

test('no request line and no host gets an answer of 5xx', async () => {
  const word = fc.string({
    unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
  });
  await fc.assert(
    fc.asyncProperty(methods, word, word, async (method, target, host) => {
      const raw = await rawRequest(api.port, [
        `${method} /${target} HTTP/1.1\r\nHost: ${host}\r\nX-API-Key: ${ADMIN_KEY}\r\nConnection: close\r\n\r\n`,
      ]);
      expect(statusOf(raw)).toBeWithin(200, 500);
    }),
    { numRuns: 500 },
  );
});
