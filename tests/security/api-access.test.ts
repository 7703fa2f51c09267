import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { z } from 'zod';
import { type Operation, operationsOf } from '../api-document.ts';
import { type AttackedService, startAttackedService } from './attacked-service.ts';
import { dashboardHeaders } from './browser-session.ts';

setDefaultTimeout(60_000);

/** Good ones: with a bad one the answer may be about the body. */
const bodies: Readonly<Record<string, object>> = {
  createTenant: { name: 'New', platform: 'discord', platformId: '300000000000000009' },
  updateTenant: { name: 'Renamed' },
  createTenantKey: { name: 'a key' },
  createAdminKey: { name: 'a key' },
  triggerSync: {},
};

let service: AttackedService;
let operations: readonly Operation[];
beforeAll(async () => {
  service = await startAttackedService();
  operations = operationsOf(service.document);
});
afterAll(() => service[Symbol.asyncDispose]());

/** As the document says it: an answer may be 401. */
const asksForKey = ({ responses }: Operation) => '401' in responses;
const namesTenant = ({ name }: Operation['parameters'][number]) => name.startsWith('tenantId');
const isOfTenant = ({ parameters }: Operation) => parameters.some(namesTenant);
/** The same of 403. */
const isAdminOnly = ({ responses }: Operation) => '403' in responses;

/** A key, the headers of a browser, or nothing. */
type Shown = string | null | Readonly<Record<string, string>>;

interface Answer {
  readonly operationId: string;
  readonly status: number;
  /** Empty for a stream, which has no end. */
  readonly text: string;
}

async function call(
  { operationId, method, path, parameters }: Operation,
  shown: Shown,
): Promise<Answer> {
  const { tenant, url } = service;
  const known: Readonly<Record<string, string>> = { tenantId: tenant.slug, ...tenant };
  const query = parameters.filter((one) => one.in === 'query' && namesTenant(one));
  const asked = query.map(({ name }) => `${name}=${tenant.slug}`).join('&');
  const address = path.replace(/\{(\w+)\}/g, (_, name: string) => known[name] ?? tenant.runId);
  const body =
    operationId === 'signIn'
      ? { key: typeof shown === 'string' ? shown : 'none' }
      : bodies[operationId];
  const leaving = new AbortController();
  const response = await fetch(`${url}${address}?${asked}`, {
    method,
    signal: leaving.signal,
    headers: {
      ...(typeof shown === 'string' ? { authorization: `Bearer ${shown}` } : shown),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream');
  const text = isStream ? '' : await response.text();
  if (isStream) leaving.abort();
  return { operationId, status: response.status, text };
}

/** Whether a session still opens anything. */
async function statusOfCaller(token: string): Promise<number> {
  const headers = dashboardHeaders(token);
  return (await fetch(`${service.url}/api/caller`, { headers })).status;
}

/** What an answer says to programs; null for one that is no problem. */
function codeOf(text: string): string | null {
  return (
    z.object({ code: z.string() }).safeParse(text === '' ? {} : JSON.parse(text)).data?.code ?? null
  );
}

describe('every operation of the document', () => {
  test.each([
    ['no key and no cookie', (): Shown => null],
    ['a wrong key', (): Shown => 'annals_wrong'],
    ['a part of a key', () => service.tenant.key.slice(0, -1)],
    ['the id of a key', () => service.tenant.keyId],
    ['an expired key', () => service.expiredKey],
    ['a revoked key', () => service.revokedKey],
    ['an unknown session', () => dashboardHeaders('annals_unknown')],
    ['a part of a session', () => dashboardHeaders(service.sessions.admin.slice(0, -1))],
    ['an empty session', () => dashboardHeaders('')],
    ['a key in place of a session', () => dashboardHeaders(service.tenant.key)],
    ['a session whose key expired', () => dashboardHeaders(service.sessions.expired)],
    ['a session whose key was revoked', () => dashboardHeaders(service.sessions.revoked)],
  ] as const)('refuses %s, unless it asks for none', async (_, key) => {
    for (const operation of operations) {
      const { operationId, status } = await call(operation, key());
      const isRefused = asksForKey(operation);
      expect({ operationId, isRefused, isServed: status < 300 }).toEqual({
        ...{ operationId, isRefused: status === 401, isServed: !isRefused },
      });
    }
  });

  test.each([
    ['key', (): Shown => service.other.key],
    ['session', (): Shown => dashboardHeaders(service.sessions.other)],
  ] as const)('is hidden from another tenant’s %s, whatever it would do', async (_, shown) => {
    const own = operations.filter(isOfTenant);
    expect(own.length).toBeGreaterThan(10);
    for (const operation of own) {
      const { operationId, status, text } = await call(operation, shown());
      expect({ operationId, status, code: codeOf(text) }).toEqual({
        ...{ operationId, status: 404, code: 'tenant_not_found' },
      });
      expect(text).not.toContain(service.tenant.id);
    }
  });

  test.each([
    ['key', (): Shown => service.tenant.key],
    ['session', (): Shown => dashboardHeaders(service.sessions.tenant)],
  ] as const)('declines a tenant’s %s where it is for admins', async (_, shown) => {
    const adminOnly = operations.filter(isAdminOnly);
    expect(adminOnly.length).toBeGreaterThan(10);
    for (const operation of adminOnly) {
      const { operationId, status, text } = await call(operation, shown());
      expect({ operationId, status, code: codeOf(text) }).toEqual({
        ...{ operationId, status: 403, code: 'forbidden' },
      });
    }
  });

  test.each([
    ['without the dashboard’s header', { 'x-annals-dashboard': null }],
    ['from another site', { 'sec-fetch-site': 'cross-site' }],
    ['from another host of the site', { 'sec-fetch-site': 'same-site' }],
    ['from an address that was typed', { 'sec-fetch-site': 'none' }],
  ] as const)('changes nothing for an admin’s session %s', async (_, change) => {
    const headers = { ...dashboardHeaders(service.sessions.admin), ...change };
    const shown = Object.fromEntries(
      Object.entries(headers).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
    );
    const changing = operations.filter(({ method }) => method !== 'GET');
    const refused = changing.filter(asksForKey).filter((one) => one.operationId !== 'signIn');
    expect(refused.length).toBeGreaterThan(10);
    for (const operation of refused) {
      const { operationId, status, text } = await call(operation, shown);
      expect({ operationId, status, code: codeOf(text) }).toEqual({
        ...{ operationId, status: 401, code: 'unauthenticated' },
      });
    }
    const [signOut] = operations.filter((one) => one.operationId === 'signOut');
    if (signOut) await call(signOut, shown);
    expect(await statusOfCaller(service.sessions.admin)).toBe(200);
  });

  test('that is not for admins, serves the tenant’s own key', async () => {
    for (const operation of operations.filter((one) => !isAdminOnly(one))) {
      const { operationId, status } = await call(operation, service.tenant.key);
      expect({ operationId, isServed: status < 300 || status === 404 || status === 409 }).toEqual({
        ...{ operationId, isServed: true },
      });
    }
  });

  test('below /api/admin is for admins, and below /api asks for a key', () => {
    for (const operation of operations) {
      const isApi = operation.path.startsWith('/api/');
      expect([operation.path, operation.security.length > 0]).toEqual([operation.path, isApi]);
      if (isApi) expect(asksForKey(operation)).toBe(true);
      if (operation.path.startsWith('/api/admin')) expect(isAdminOnly(operation)).toBe(true);
    }
  });
});
