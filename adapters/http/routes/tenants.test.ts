import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { ApplicationError, StoreUnavailableError } from '@annals/application';
import { RunningApi, readProblem, TENANT_KEY } from '../testing/running-api.ts';
import { otherTenant, queuedRun, sampleTenant } from '../testing/samples.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await RunningApi.start();
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

const garden = { name: 'The Garden', platform: 'discord', platformId: '1100' };
const gardenView = {
  id: sampleTenant.id,
  slug: 'garden',
  name: 'The Garden',
  platform: 'discord',
  platformId: '1100',
  status: 'active',
  settings: { colour: 'green' },
  lastSyncedAt: '2026-03-01T11:00:00.000Z',
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-02-01T00:00:00.000Z',
};

describe('POST /api/tenants', () => {
  test('answers with the tenant, its first run and its address', async () => {
    const response = await api.call('POST', '/api/tenants', { json: garden });
    expect(response.status).toBe(201);
    expect(response.headers.get('location')).toBe(`/api/tenants/${sampleTenant.id}`);
    expect(await response.json()).toEqual({
      ...gardenView,
      sync: { state: 'pending', runId: queuedRun.id },
    });
  });

  test('registers with no slug and no settings when none are given', async () => {
    await api.call('POST', '/api/tenants', { json: { ...garden, name: '  The Garden ' } });
    expect(api.registered.at(-1)).toEqual({ ...garden, slug: null, settings: {} });
  });

  test('takes an id as it is copied, with what stands around it', async () => {
    await api.call('POST', '/api/tenants', { json: { ...garden, platformId: ' 1100\n' } });
    expect(api.registered.at(-1)).toMatchObject({ platformId: '1100' });
  });

  test('registers with the slug and the settings that are given', async () => {
    const chosen = { slug: 'my-garden', settings: { a: [1, { b: null }] } };
    await api.call('POST', '/api/tenants', { json: { ...garden, ...chosen } });
    expect(api.registered.at(-1)).toEqual({ ...garden, ...chosen });
  });

  test('lists all faults of a body and repeats nothing of it', async () => {
    const response = await api.call('POST', '/api/tenants', {
      json: { name: '', slug: 'Echo Me', platformId: 77_001, settings: 'echo', echoed: true },
    });
    const problem = await readProblem(response);
    const text = JSON.stringify({ ...problem, requestId: null });
    expect(problem).toMatchObject({ status: 422, code: 'validation_failed' });
    expect(problem.errors?.map(({ path }) => path).toSorted()).toEqual([
      '',
      'name',
      'platform',
      'platformId',
      'settings',
      'slug',
    ]);
    expect(text).toContain('known are: name, slug, platform, platformId, settings');
    expect(text).not.toMatch(/echo|77/i);
  });

  test('refuses a slug in the form of an id, by which it would never be found', async () => {
    const problem = await api.problem('POST', '/api/tenants', {
      json: { ...garden, slug: sampleTenant.id },
    });
    expect(problem.errors).toEqual([{ path: 'slug', message: 'must not have the form of an id' }]);
  });

  test('wants a body', async () => {
    const problem = await api.problem('POST', '/api/tenants');
    expect(problem).toMatchObject({ status: 422, code: 'validation_failed' });
  });

  test.each([
    ['platform_taken', 409, undefined],
    ['slug_taken', 409, undefined],
    ['unknown_platform', 422, 'platform'],
    ['invalid_platform_id', 422, 'platformId'],
  ] as const)('answers %s with %d and the sentence of the core', async (code, status, path) => {
    await using declining = await RunningApi.start({
      tenants: { register: () => Promise.reject(new ApplicationError(code, 'A sentence.')) },
    });
    const problem = await declining.problem('POST', '/api/tenants', { json: garden });
    expect(problem).toMatchObject({ status, code, detail: 'A sentence.' });
    expect(problem.errors?.[0]?.path).toBe(path);
  });
});

describe('GET /api/tenants/{tenantId}', () => {
  test.each([
    ['id', sampleTenant.id],
    ['slug', sampleTenant.slug],
    ['slug and a slash', `${sampleTenant.slug}/`],
  ])('answers with the tenant by its %s', async (_what, idOrSlug) => {
    const response = await api.call('GET', `/api/tenants/${idOrSlug}`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(gardenView);
  });

  test('answers 404 for a tenant that is not there', async () => {
    expect(await api.problem('GET', '/api/tenants/nobody')).toMatchObject({
      status: 404,
      code: 'tenant_not_found',
    });
  });

  test.each([
    '%E0%A4%A',
    '%00',
    'a%00b',
    'UPPER',
    '%2e%2e%2e',
    'a%2Fb',
    "';drop table tenants;--",
    'x'.repeat(64),
    '0195a5e0-0000-7000-8000-00000000000Z',
    '%F0%9F%8C%B1',
  ])('answers 404 for what is no id and no slug, without asking for it: %s', async (text) => {
    api.asked.length = 0;
    const problem = await api.problem('GET', `/api/tenants/${text}`);
    expect(problem).toMatchObject({ status: 404, code: 'tenant_not_found' });
    expect(api.asked).toEqual([]);
  });
});

describe('GET /api/tenants', () => {
  test('answers with the tenants, page by page', async () => {
    const first = await api.json('GET', '/api/tenants?limit=1');
    expect(first).toEqual({ items: [gardenView], nextCursor: expect.any(String) });
    const second = await api.call('GET', `/api/tenants?limit=1&cursor=${first.nextCursor}`);
    expect(await second.json()).toMatchObject({
      items: [{ id: otherTenant.id }],
      nextCursor: null,
    });
  });

  test('shows the key of a tenant that tenant alone', async () => {
    const response = await api.call('GET', '/api/tenants', { key: TENANT_KEY });
    expect(await response.json()).toEqual({ items: [gardenView], nextCursor: null });
    const { nextCursor } = await api.json('GET', '/api/tenants?limit=1');
    const next = await api.call('GET', `/api/tenants?cursor=${nextCursor}`, { key: TENANT_KEY });
    expect(await next.json()).toEqual({ items: [], nextCursor: null });
  });
});

describe('PATCH /api/tenants/{tenantId}', () => {
  test('answers with the tenant as it is now', async () => {
    const response = await api.call('PATCH', '/api/tenants/garden', {
      json: { name: 'Old Garden', slug: 'old-garden', status: 'paused', settings: {} },
    });
    expect(response.status).toBe(200);
    const changed = { name: 'Old Garden', slug: 'old-garden', status: 'paused', settings: {} };
    expect(await response.json()).toEqual({ ...gardenView, ...changed });
  });

  test('leaves what is not given as it is', async () => {
    const response = await api.call('PATCH', '/api/tenants/garden', { json: {} });
    expect(await response.json()).toEqual(gardenView);
  });

  test.each([
    [{ status: 'asleep' }, 'status'],
    [{ name: ' ' }, 'name'],
    [{ name: 'x'.repeat(201) }, 'name'],
    [{ slug: sampleTenant.id }, 'slug'],
    [{ settings: null }, 'settings'],
    [{ platformId: '2' }, ''],
  ])('refuses %j', async (json, path) => {
    const problem = await api.problem('PATCH', '/api/tenants/garden', { json });
    expect(problem).toMatchObject({ status: 422, code: 'validation_failed' });
    expect(problem.errors?.map((fault) => fault.path)).toEqual([path]);
  });

  test('answers 404 when the tenant was removed meanwhile', async () => {
    await using emptied = await RunningApi.start({ tenants: { update: async () => null } });
    const problem = await emptied.problem('PATCH', '/api/tenants/garden', { json: {} });
    expect(problem).toMatchObject({ status: 404, code: 'tenant_not_found' });
  });
});

describe('DELETE /api/tenants/{tenantId}', () => {
  test('removes the tenant and says no more of it', async () => {
    const response = await api.call('DELETE', '/api/tenants/garden');
    expect(response.status).toBe(204);
    expect(await response.text()).toBe('');
    expect(api.removed).toEqual([sampleTenant.id]);
  });

  test('does not call a tenant removed of which something may be left', async () => {
    const remove = () => Promise.reject(new StoreUnavailableError('Away.'));
    await using lost = await RunningApi.start({ tenants: { remove } });
    const problem = await lost.problem('DELETE', '/api/tenants/garden');
    expect(problem).toMatchObject({ status: 503, code: 'store_unavailable' });
  });
});

test.each(['PATCH', 'DELETE'])('%s wants an admin key', async (method) => {
  const call = { key: TENANT_KEY, ...(method === 'PATCH' && { json: { name: 'Mine' } }) };
  const own = await api.problem(method, '/api/tenants/garden', call);
  expect(own).toMatchObject({ status: 403, code: 'forbidden' });
  const other = await api.problem(method, '/api/tenants/orchard', call);
  expect(other).toMatchObject({ status: 404, code: 'tenant_not_found' });
});
