import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { StoreUnavailableError } from '@annals/application';
import {
  ADMIN_KEY,
  RunningApi,
  readProblem,
  SESSION_END,
  sessionTokenOf,
  TENANT_KEY,
} from './testing/running-api.ts';
import { sampleTenant } from './testing/samples.ts';

let api: RunningApi;
beforeEach(async () => {
  api = await RunningApi.start();
});
afterEach(async () => {
  await api[Symbol.asyncDispose]();
});

const own = { 'x-annals-dashboard': '1' };

function withSession(key: string, headers: Record<string, string> = {}) {
  const cookie = `theme=dark; annals_session=${sessionTokenOf(key)}`;
  return { key: null, headers: { cookie, ...headers } };
}

describe('POST /session', () => {
  test('gives a browser a cookie that no script and no other site can use', async () => {
    const response = await api.call('POST', '/session', { key: null, json: { key: ADMIN_KEY } });
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({
      ...{ kind: 'admin', tenantId: null, keyId: 'environment' },
    });
    expect(response.headers.get('set-cookie')).toBe(
      `annals_session=${sessionTokenOf(ADMIN_KEY)}; Expires=${SESSION_END.toUTCString()}; Path=/; HttpOnly; SameSite=Strict`,
    );
  });

  test.each([
    ['https', true],
    ['https, http', true],
    ['HTTPS,https', true],
    ['http, https', false],
  ])('keeps it from the open line where the browser came over TLS: %s', async (hops, isSecure) => {
    const headers = { 'x-forwarded-proto': hops };
    const json = { key: ADMIN_KEY };
    const response = await api.call('POST', '/session', { key: null, headers, json });
    expect(response.headers.get('set-cookie')?.endsWith('; Secure')).toBe(isSecure);
  });

  test('takes a key as it is copied, with what stands around it', async () => {
    const json = { key: ` ${ADMIN_KEY}\n` };
    expect((await api.call('POST', '/session', { key: null, json })).status).toBe(201);
  });

  test('refuses a key that opens nothing, and asks no browser for a password', async () => {
    const response = await api.call('POST', '/session', { key: null, json: { key: 'wrong' } });
    expect(response.headers.get('set-cookie')).toBeNull();
    expect(response.headers.get('www-authenticate')).toBeNull();
    expect((await readProblem(response)).status).toBe(401);
  });

  test('takes no form, which another site could make a browser send', async () => {
    const body = new URLSearchParams({ key: ADMIN_KEY });
    const { status } = await api.problem('POST', '/session', { key: null, body });
    expect(status).toBe(415);
  });
});

describe('a session', () => {
  test('speaks for its key', async () => {
    expect(await api.json('GET', '/api/caller', withSession(ADMIN_KEY))).toMatchObject({
      kind: 'admin',
    });
    expect(await api.json('GET', '/api/caller', withSession(TENANT_KEY))).toMatchObject({
      ...{ kind: 'tenant', tenantId: sampleTenant.id },
    });
    expect((await api.problem('GET', '/api/caller', withSession('wrong'))).status).toBe(401);
    expect((await api.call('GET', '/admin/queues', withSession(ADMIN_KEY))).status).toBe(200);
    expect((await api.call('GET', '/admin/queues', withSession(TENANT_KEY))).status).toBe(401);
  });

  test('is not mistaken for a cookie of another program with a longer name', async () => {
    const { headers } = withSession(ADMIN_KEY);
    const cookie = `annals_session_of_others=1; ${headers.cookie}`;
    const call = { key: null, headers: { cookie } };
    expect((await api.call('GET', '/api/caller', call)).status).toBe(200);
  });

  test('does not stand in for a key that is shown and opens nothing', async () => {
    const call = { ...withSession(ADMIN_KEY), key: 'wrong' };
    expect((await api.problem('GET', '/api/caller', call)).status).toBe(401);
  });

  test.each([
    ['without the header', {}],
    ['from another site', { ...own, 'sec-fetch-site': 'cross-site' }],
    ['from another host of the same site', { ...own, 'sec-fetch-site': 'same-site' }],
  ])('changes nothing %s', async (_, headers) => {
    for (const [method, path] of [
      ['POST', '/api/admin/queue/pause'],
      ['PATCH', '/api/tenants/garden'],
      ['DELETE', '/api/tenants/garden'],
    ] as const) {
      expect((await api.problem(method, path, withSession(ADMIN_KEY, headers))).status).toBe(401);
    }
    expect(api.isPaused).toBe(false);
    expect(api.removed).toEqual([]);
    const response = await api.call('DELETE', '/session', withSession(ADMIN_KEY, headers));
    expect(response.status).toBe(422);
    expect(response.headers.get('set-cookie')).toBeNull();
    expect(api.signedOut).toEqual([]);
  });

  test('changes what the dashboard asks for', async () => {
    for (const headers of [own, { ...own, 'sec-fetch-site': 'same-origin' }]) {
      const call = withSession(ADMIN_KEY, headers);
      expect((await api.call('POST', '/api/admin/queue/pause', call)).status).toBe(200);
    }
  });

  test('ends when its browser signs out', async () => {
    const response = await api.call('DELETE', '/session', withSession(TENANT_KEY, own));
    expect(response.status).toBe(204);
    expect(response.headers.get('set-cookie')).toStartWith('annals_session=; Max-Age=0;');
    expect(api.signedOut).toEqual([sessionTokenOf(TENANT_KEY)]);
    expect((await api.problem('GET', '/api/caller', withSession(TENANT_KEY))).status).toBe(401);
    const again = await api.call('DELETE', '/session', { key: null, headers: own });
    expect(again.status).toBe(204);
    expect(api.signedOut).toHaveLength(1);
  });

  test('is not said to have ended while it has not', async () => {
    const away = () => Promise.reject(new StoreUnavailableError('Away.'));
    const sessions = { signIn: away, authenticate: away, signOut: away };
    await using lost = await RunningApi.start({ sessions });
    const response = await lost.call('DELETE', '/session', withSession(TENANT_KEY, own));
    expect(response.headers.get('set-cookie')).toBeNull();
    expect((await readProblem(response)).code).toBe('store_unavailable');
  });
});
