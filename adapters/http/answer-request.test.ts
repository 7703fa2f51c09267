import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { StoreUnavailableError } from '@annals/application';
import { ManualClock } from '@annals/application/fakes';
import { rawRequest, statusOf } from './testing/raw-request.ts';
import { ADMIN_KEY, type PartsInPlace, RunningApi, readProblem } from './testing/running-api.ts';
import { sampleTenant } from './testing/samples.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await RunningApi.start();
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

describe('every answer', () => {
  test.each([
    ['GET', '/livez'],
    ['GET', '/api/tenants/garden'],
    ['GET', '/api/tenants/nobody'],
    ['GET', '/unknown'],
    ['DELETE', '/api/tenants'],
  ])('has its request id and the headers of an API: %s %s', async (method, path) => {
    const { headers } = await api.call(method, path);
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; frame-ancestors 'none'",
    );
    expect(headers.get('server')).toBeNull();
    expect(headers.get('x-powered-by')).toBeNull();
  });

  test('of the API is compressed for whoever takes it so', async () => {
    const lists = await Promise.all(
      ['gzip, br', 'identity'].map((encoding) =>
        api.call('GET', '/api/overview', { headers: { 'accept-encoding': encoding } }),
      ),
    );
    expect(lists.map(({ headers }) => headers.get('content-encoding'))).toEqual(['gzip', null]);
    const [short = 0, long = 0] = lists.map(({ headers }) => Number(headers.get('content-length')));
    expect(short).toBeWithin(1, long / 2);
    const [unzipped, plain] = await Promise.all(lists.map((list) => list.text()));
    expect(unzipped).toBe(plain);
  });

  test('keeps the request id that the caller chose', async () => {
    const headers = { 'x-request-id': 'trace:1.2_3-A' };
    const response = await api.call('GET', '/api/tenants/nobody', { headers });
    expect(response.headers.get('x-request-id')).toBe('trace:1.2_3-A');
    expect((await readProblem(response)).requestId).toBe('trace:1.2_3-A');
  });

  test.each(['', 'a b', '<script>', 'x'.repeat(129), '"'])('takes no other id: %s', async (id) => {
    const response = await api.call('GET', '/livez', { headers: { 'x-request-id': id } });
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('the log', () => {
  test('has one event a request, with the route and not the path', async () => {
    const from = api.logger.events.length;
    const headers = { 'x-request-id': 'r1' };
    await api.call('GET', '/api/tenants/garden?token=hidden', { headers });
    await api.call('POST', '/api/hidden', { headers });
    const events = api.logger.events.slice(from);
    const common = { ms: 0, requestId: 'r1' };
    expect(events).toEqual([
      {
        level: 'info',
        event: 'http.request',
        fields: { method: 'GET', route: '/api/tenants/{tenantId}', status: 200, ...common },
      },
      {
        level: 'info',
        event: 'http.request',
        fields: { method: 'POST', route: 'none', status: 404, ...common },
      },
    ]);
  });
});

test('the log tells how long a request took', async () => {
  const clock = new ManualClock();
  const find = async () => {
    await clock.advance(1_234);
    return sampleTenant;
  };
  await using slow = await RunningApi.start({ clock, tenants: { find } });
  await slow.call('GET', '/api/tenants/garden');
  expect(slow.logger.events.map(({ fields }) => fields.ms)).toEqual([1_234]);
});

describe('an address', () => {
  test('that is unknown answers 404', async () => {
    for (const path of [
      '/unknown',
      '/tenants',
      '/api/unknown',
      '/api/tenants/garden/sync/unknown',
    ]) {
      expect(await api.problem('GET', path)).toMatchObject({ status: 404, code: 'not_found' });
    }
  });

  test.each([
    ['DELETE', '/api/tenants', 'GET, POST, HEAD'],
    ['DELETE', '/api/tenants?limit=1', 'GET, POST, HEAD'],
    ['POST', '/api/tenants/garden', 'GET, PATCH, DELETE, HEAD'],
    ['POST', '/api/tenants/garden/', 'GET, PATCH, DELETE, HEAD'],
    ['GET', '/api/tenants/garden/sync', 'POST, DELETE'],
    ['HEAD', '/api/tenants/garden/sync', 'POST, DELETE'],
    ['PUT', '/api/tenants/garden/sync/status', 'GET, HEAD'],
    ['OPTIONS', '/livez', 'GET, HEAD'],
    ['POST', '/readyz', 'GET, HEAD'],
  ])('that does not take the method answers 405: %s %s', async (method, path, allow) => {
    const response = await api.call(method, path);
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe(allow);
    if (method !== 'HEAD') expect((await readProblem(response)).code).toBe('method_not_allowed');
  });

  test('answers HEAD as GET, without a body', async () => {
    for (const path of ['/livez', '/api/tenants/garden', '/api/tenants/nobody']) {
      const get = await api.call('GET', path, { headers: { 'x-request-id': 'same' } });
      const head = await api.call('HEAD', path, { headers: { 'x-request-id': 'same' } });
      expect(head.status).toBe(get.status);
      expect(head.headers.get('content-type')).toBe(get.headers.get('content-type'));
      expect(await head.text()).toBe('');
    }
  });

  test.each([
    ['a host of one letter', 'GET /livez HTTP/1.1\r\nHost: a\r\n', 200],
    ['a host of one letter, below /api', 'GET /api/tenants/garden HTTP/1.1\r\nHost: a\r\n', 200],
    ['no host, by HTTP/1.0', 'GET /livez HTTP/1.0\r\n', 200],
    ['no host, by HTTP/1.0, below /api', 'GET /api/tenants/garden HTTP/1.0\r\n', 200],
    ['no host, by HTTP/1.0, of no form', 'GET //[::x HTTP/1.0\r\n', 404],
    ['no host', 'GET /livez HTTP/1.1\r\nHost:\r\n', 400],
    ['a host that is none', 'GET /livez HTTP/1.1\r\nHost: a b<>/..\r\n', 400],
    ['a whole URL', 'GET http://elsewhere/livez HTTP/1.1\r\nHost: a\r\n', 200],
    ['a fragment', 'GET /livez#x HTTP/1.1\r\nHost: a\r\n', 404],
    ['double slashes', 'GET //livez HTTP/1.1\r\nHost: a\r\n', 404],
    ['double slashes inside', 'GET /api//tenants/garden HTTP/1.1\r\nHost: a\r\n', 404],
    ['dots', 'GET /x/../livez HTTP/1.1\r\nHost: a\r\n', 200],
    ['a body on HEAD', 'HEAD /livez HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n', 200],
    ['a method of its own', 'TRACE /livez HTTP/1.1\r\nHost: a\r\n', 405],
    ['a tunnel', 'CONNECT elsewhere:1 HTTP/1.1\r\nHost: a\r\n', 400],
    ['other letters', 'GET /api/tenants/g\u00e4rten HTTP/1.1\r\nHost: a\r\n', 404],
  ])('of any form is answered: %s', async (_what, head, status) => {
    const key = `X-API-Key: ${ADMIN_KEY}\r\n`;
    const raw = await rawRequest(api.port, [`${head}${key}Connection: close\r\n\r\n`]);
    expect(statusOf(raw)).toBe(status);
    if (status >= 400) expect(raw.toLowerCase()).toContain('application/problem+json');
  });

  test('does not lead around the key', async () => {
    for (const path of ['//api/tenants/garden', '/./api/tenants/garden', '/%61pi/tenants/garden']) {
      const raw = await rawRequest(api.port, [
        `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
      ]);
      expect([401, 404]).toContain(statusOf(raw));
      expect(raw).not.toContain('The Garden');
    }
  });

  test.each([
    ['a header', `GET /livez HTTP/1.1\r\nHost: a\r\nX: ${'y'.repeat(100_000)}\r\n\r\n`],
    ['an address', `GET /${'y'.repeat(100_000)} HTTP/1.1\r\nHost: a\r\n\r\n`],
  ])('is refused before it is read when there is too much of %s', async (_what, text) => {
    expect(statusOf(await rawRequest(api.port, [text]))).toBe(431);
  });
});

describe('what nobody foresaw', () => {
  const failing = (error: unknown): PartsInPlace => ({
    tenants: { find: () => Promise.reject(error) },
  });

  test('answers 500 with the request id and nothing from inside', async () => {
    await using broken = await RunningApi.start(failing(new TypeError('select * from inside')));
    const response = await broken.call('GET', '/api/tenants/garden');
    expect(await response.clone().text()).not.toMatch(/inside|TypeError|\.ts/);
    expect(await readProblem(response)).toMatchObject({ status: 500, code: 'internal_error' });
  });

  test('is logged as an error by its name, and where it was for debugging', async () => {
    await using broken = await RunningApi.start(failing(new TypeError('select * from inside')));
    await broken.call('GET', '/api/tenants/garden', { headers: { 'x-request-id': 'r1' } });
    const [error, where, request] = broken.logger.events;
    expect(error).toEqual({
      level: 'error',
      event: 'http.failed',
      fields: { error: 'TypeError', route: '/api/tenants/{tenantId}', requestId: 'r1' },
    });
    expect(where).toMatchObject({ level: 'debug', event: 'http.failed_at' });
    expect(where?.fields.stack).toContain('answer-request.test.ts');
    expect(request?.fields.status).toBe(500);
    expect(JSON.stringify(broken.logger.events)).not.toContain('inside');
  });

  test.each([['a text'], [undefined], [{ status: 200 }], [{ status: 999, code: 'NOT_FOUND' }]])(
    'may be no error at all: %p',
    async (thrown) => {
      await using broken = await RunningApi.start(failing(thrown));
      const problem = await broken.problem('GET', '/api/tenants/garden');
      expect(problem).toMatchObject({ status: 500, code: 'internal_error' });
    },
  );

  test('is an answer that breaks its own schema', async () => {
    await using broken = await RunningApi.start({
      sync: { status: async () => ({ state: 'inside-out' }) as never },
    });
    const response = await broken.call('GET', '/api/tenants/garden/sync/status');
    expect(await response.clone().text()).not.toContain('inside');
    expect(await readProblem(response)).toMatchObject({ status: 500, code: 'internal_error' });
  });

  test('is not a store that is away: that answers 503 and when to come back', async () => {
    await using broken = await RunningApi.start(failing(new StoreUnavailableError('inside')));
    const response = await broken.call('GET', '/api/tenants/garden');
    expect(response.headers.get('retry-after')).toBe('5');
    expect(await readProblem(response)).toMatchObject({ status: 503, code: 'store_unavailable' });
  });
});
