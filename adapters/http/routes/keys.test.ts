import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { RunningApi, TENANT_KEY } from '../testing/running-api.ts';
import { sampleKey, sampleTenant } from '../testing/samples.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await RunningApi.start();
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

const reports = {
  keyId: sampleKey.id,
  name: 'reports',
  prefix: 'annals_abcd',
  expiresAt: null,
  revokedAt: null,
  lastUsedAt: '2026-03-01T11:00:00.000Z',
  createdAt: '2026-01-02T00:00:00.000Z',
};

describe.each([
  ['of a tenant', '/api/tenants/garden/keys', sampleTenant.id],
  ['of admins', '/api/admin/keys', null],
])('keys %s', (_whose, path, tenantId) => {
  test('are made, and shown with their text this once', async () => {
    const response = await api.call('POST', path, {
      json: { name: ' reports ', expiresAt: '2026-03-01T14:00:00+01:00' },
    });
    expect(response.status).toBe(201);
    const expiresAt = '2026-03-01T13:00:00.000Z';
    expect(await response.json()).toEqual({
      ...reports,
      ...{ tenantId, expiresAt, key: 'annals_new-key' },
    });
  });

  test.each([
    [{}, 'name'],
    [{ name: ' ' }, 'name'],
    [{ name: 'x'.repeat(201) }, 'name'],
    [{ name: 'x', expiresAt: '2026-03-01T12:00:00.000Z' }, 'expiresAt'],
    [{ name: 'x', expiresAt: 'tomorrow' }, 'expiresAt'],
    [{ name: 'x', expiresAt: '9999-12-31T23:59:59-12:00' }, 'expiresAt'],
    [{ name: 'x', admin: true }, ''],
  ])('are not made of %j', async (json, field) => {
    const problem = await api.problem('POST', path, { json });
    expect(problem).toMatchObject({ status: 422, code: 'validation_failed' });
    expect(problem.errors?.map((fault) => fault.path)).toEqual([field]);
  });

  test('are listed without their text and hash', async () => {
    const response = await api.call('GET', path);
    expect(await response.json()).toEqual({ items: [{ ...reports, tenantId }], nextCursor: null });
  });

  test('are revoked', async () => {
    const response = await api.call('DELETE', `${path}/${sampleKey.id}`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      ...{ tenantId, revokedAt: '2026-03-01T12:00:00.000Z' },
    });
  });

  test.each(['0195a5e0-0000-7000-8000-0000000000ff', 'x'])(
    'that are not there answer 404: %s',
    async (keyId) => {
      const problem = await api.problem('DELETE', `${path}/${keyId}`);
      expect(problem).toMatchObject({ status: 404, code: 'key_not_found' });
    },
  );

  test.each([
    ['POST', '', { json: { name: 'mine' } }],
    ['GET', '', {}],
    ['DELETE', `/${sampleKey.id}`, {}],
  ])('are out of reach for the key of a tenant: %s%s %j', async (method, below, call) => {
    const problem = await api.problem(method, path + below, { ...call, key: TENANT_KEY });
    expect(problem).toMatchObject({ status: 403, code: 'forbidden' });
  });
});

test.each(['POST', 'GET'])(
  '%s: the keys of another tenant are as those of none',
  async (method) => {
    const json = { name: 'theirs' };
    const problem = await api.problem(method, '/api/tenants/orchard/keys', {
      key: TENANT_KEY,
      ...(method === 'POST' && { json }),
    });
    expect(problem).toMatchObject({ status: 404, code: 'tenant_not_found' });
  },
);
