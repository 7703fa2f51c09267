import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { readApiKey, readBasicKey } from './api-key.ts';
import type { HttpParts } from './http-parts.ts';
import { ADMIN_KEY, RunningApi, readProblem, TENANT_KEY } from './testing/running-api.ts';
import { otherTenant, sampleTenant } from './testing/samples.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await RunningApi.start();
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

const addresses = [
  ['POST', '/api/tenants'],
  ['GET', `/api/tenants/${sampleTenant.id}`],
  ['POST', '/api/tenants/garden/sync'],
  ['GET', '/api/tenants/garden/sync/status'],
  ['GET', '/api/tenants/nobody'],
  ['DELETE', '/api/tenants'],
  ['GET', '/api'],
  ['GET', '/api/'],
  ['GET', '/api?of=nobody'],
  ['GET', '/api/unknown'],
] as const;

describe('a key', () => {
  test.each(addresses)('is asked for: %s %s', async (method, path) => {
    for (const key of [null, 'annals_wrong', '']) {
      const response = await api.call(method, path, { key });
      expect(response.headers.get('www-authenticate')).toBe('Bearer');
      expect(await readProblem(response)).toMatchObject({ status: 401, code: 'unauthenticated' });
    }
  });

  test('is asked for before the body is read', async () => {
    const body = 'not JSON'.repeat(20_000);
    expect(await api.problem('POST', '/api/tenants', { key: null, body })).toMatchObject({
      status: 401,
    });
  });

  test('may come as X-API-Key', async () => {
    const headers = { 'x-api-key': ADMIN_KEY };
    const response = await api.call('GET', '/api/tenants/garden', { key: null, headers });
    expect(response.status).toBe(200);
  });

  test('is never logged', async () => {
    for (const key of [ADMIN_KEY, TENANT_KEY, 'annals_wrong']) {
      await api.call('GET', `/api/tenants/garden?key=${key}`, { key });
      await api.call('GET', `/api/${key}`, { key });
    }
    expect(JSON.stringify(api.logger.events)).not.toContain('annals_');
  });
});

describe("a tenant's key", () => {
  test('reaches its tenant, by id and slug', async () => {
    for (const idOrSlug of [sampleTenant.id, sampleTenant.slug]) {
      const path = `/api/tenants/${idOrSlug}`;
      expect((await api.call('GET', path, { key: TENANT_KEY })).status).toBe(200);
      expect((await api.call('GET', `${path}/sync/status`, { key: TENANT_KEY })).status).toBe(200);
      expect((await api.call('POST', `${path}/sync`, { key: TENANT_KEY })).status).toBe(202);
    }
  });

  test('looks a tenant up as its own, to whom the database shows no other', async () => {
    const lookups: unknown[] = [];
    const find = async (...asked: unknown[]) => {
      lookups.push(asked);
      return null;
    };
    await using watched = await RunningApi.start({ tenants: { find } });
    await watched.call('GET', '/api/tenants/garden', { key: TENANT_KEY });
    await watched.call('GET', '/api/tenants/garden', { key: ADMIN_KEY });
    expect(lookups).toEqual([['garden', sampleTenant.id], ['garden']]);
  });

  test('reads lists of tenants as that tenant, too', async () => {
    const seenBy: unknown[] = [];
    const find: HttpParts['tenants']['find'] = async (_, own) => {
      seenBy.push(own);
      return sampleTenant;
    };
    const overview: HttpParts['tenants']['overview'] = async (_, own) => {
      seenBy.push(own);
      return [];
    };
    await using watched = await RunningApi.start({ tenants: { find, overview } });
    await watched.call('GET', '/api/tenants', { key: TENANT_KEY });
    await watched.call('GET', '/api/overview', { key: TENANT_KEY });
    await watched.call('GET', '/api/overview', { key: ADMIN_KEY });
    const { id } = sampleTenant;
    expect(seenBy).toEqual([id, id, id, undefined]);
  });

  test('cannot tell another tenant from none', async () => {
    const answers = [];
    for (const idOrSlug of [otherTenant.id, otherTenant.slug, 'nobody']) {
      for (const [method, path] of [
        ['GET', ''],
        ['GET', '/sync/status'],
        ['POST', '/sync'],
      ] as const) {
        const { requestId: _, ...problem } = await api.problem(
          method,
          `/api/tenants/${idOrSlug}${path}`,
          { key: TENANT_KEY },
        );
        answers.push(problem);
      }
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 404, code: 'tenant_not_found' });
  });

  test('registers no tenants, whatever the body', async () => {
    for (const json of [{ name: 'A', platform: 'discord', platformId: '1' }, { wrong: true }]) {
      const problem = await api.problem('POST', '/api/tenants', { key: TENANT_KEY, json });
      expect(problem).toMatchObject({ status: 403, code: 'forbidden' });
    }
    expect(api.registered).toEqual([]);
  });
});

test('a key that a browser shows as a password may have colons in it', () => {
  const authorization = `Basic ${Buffer.from('anybody:a:b').toString('base64')}`;
  expect(readBasicKey(new Headers({ authorization }))).toBe('a:b');
});

describe('readApiKey', () => {
  const read = (headers: Record<string, string>) => readApiKey(new Headers(headers));

  test('takes the scheme in any letters', () => {
    expect(read({ authorization: 'bEARER   k1 ' })).toBe('k1');
  });

  test('prefers Authorization, unless that is for somebody else', () => {
    expect(read({ authorization: 'Bearer k1', 'x-api-key': 'k2' })).toBe('k1');
    expect(read({ authorization: 'Basic dTpw', 'x-api-key': 'k2' })).toBe('k2');
  });

  test('takes nothing else for a key', () => {
    expect(read({})).toBeNull();
    expect(read({ authorization: 'Bearer' })).toBeNull();
    expect(read({ authorization: 'Bearer a b' })).toBeNull();
    expect(read({ authorization: `Bearer ${'k'.repeat(513)}` })).toBeNull();
    expect(read({ 'x-api-key': ' ' })).toBeNull();
  });
});
