import { type ApiKeyId, apiKeyIdSchema, type TenantId } from '@annals/domain';
import { type AnyElysia, Elysia } from 'elysia';
import { z } from 'zod';
import type { Access } from '../access.ts';
import type { HttpParts, PageAfter } from '../http-parts.ts';
import { boundedJson } from '../json-body.ts';
import { type PageQuery, pageQuery, pageSchema, readIdPlace, readPage } from '../paging.ts';
import { HttpProblem } from '../problem.ts';
import { strictBody } from '../strict-body.ts';
import { adminKeyParams, tenantKeyParams, tenantParams } from '../tenant-params.ts';
import { keyView, keyViewSchema, newKeyViewSchema } from '../views/key-view.ts';

type Parts = Pick<HttpParts, 'keys' | 'clock'>;

/** The keys of a tenant below the tenant, the admin keys below `/api/admin`. */
export function keyRoutes(parts: Parts, access: Access): AnyElysia {
  return new Elysia().use(tenantKeyRoutes(parts, access)).use(adminKeyRoutes(parts, access));
}

/**
 * Only admins make keys, those of tenants too: a key that makes keys would outlive its own
 * revocation.
 */
function tenantKeyRoutes(parts: Parts, access: Access): AnyElysia {
  return new Elysia()
    .parser('boundedJson', boundedJson(parts.clock))
    .post(
      '/api/tenants/:tenantId/keys',
      async ({ params, body, request, status }) => {
        const { id } = await access.tenantAsAdmin(request, params.tenantId);
        return status(201, await issue(parts, id, body));
      },
      {
        parse: 'boundedJson',
        params: tenantParams,
        body: newKeyBody(parts),
        response: { 201: newKeyViewSchema },
        detail: {
          operationId: 'createTenantKey',
          'x-problems': ['forbidden'],
          summary: 'Make a key that reaches one tenant; its text is shown this once',
        },
      },
    )
    .get(
      '/api/tenants/:tenantId/keys',
      async ({ params, query, request }) => {
        const { id } = await access.tenantAsAdmin(request, params.tenantId);
        return await list(parts, id, query);
      },
      {
        params: tenantParams,
        query: pageQuery,
        response: { 200: pageSchema(keyViewSchema) },
        detail: {
          operationId: 'listTenantKeys',
          'x-problems': ['forbidden'],
          summary: 'List the keys of a tenant, oldest first',
        },
      },
    )
    .delete(
      '/api/tenants/:tenantId/keys/:keyId',
      async ({ params, request }) => {
        const { id } = await access.tenantAsAdmin(request, params.tenantId);
        return await revoke(parts, id, params.keyId);
      },
      {
        params: tenantKeyParams,
        response: { 200: keyViewSchema },
        detail: {
          operationId: 'revokeTenantKey',
          'x-problems': ['forbidden'],
          summary: 'End a key of a tenant, at once',
        },
      },
    );
}

function adminKeyRoutes(parts: Parts, access: Access): AnyElysia {
  return new Elysia()
    .parser('boundedJson', boundedJson(parts.clock))
    .post(
      '/api/admin/keys',
      async ({ body, status }) => status(201, await issue(parts, null, body)),
      {
        parse: 'boundedJson',
        transform: access.adminOnly,
        body: newKeyBody(parts),
        response: { 201: newKeyViewSchema },
        detail: {
          operationId: 'createAdminKey',
          'x-problems': ['forbidden'],
          summary: 'Make a key that reaches everything; its text is shown this once',
        },
      },
    )
    .get('/api/admin/keys', async ({ query }) => await list(parts, null, query), {
      transform: access.adminOnly,
      query: pageQuery,
      response: { 200: pageSchema(keyViewSchema) },
      detail: {
        operationId: 'listAdminKeys',
        'x-problems': ['forbidden'],
        summary: 'List the admin keys that are stored, oldest first',
      },
    })
    .delete(
      '/api/admin/keys/:keyId',
      async ({ params }) => await revoke(parts, null, params.keyId),
      {
        transform: access.adminOnly,
        params: adminKeyParams,
        response: { 200: keyViewSchema },
        detail: {
          operationId: 'revokeAdminKey',
          'x-problems': ['forbidden'],
          summary: 'End an admin key, at once',
        },
      },
    );
}

/** Of times that everybody can write and read; in another zone it may be another year. */
const LAST_YEAR = 9_999;

interface NewKey {
  readonly name: string;
  readonly expiresAt?: string | undefined;
}

function newKeyBody({ clock }: Parts) {
  return strictBody({
    name: z.string().trim().min(1).max(200),
    /** Left out: it is good until it is revoked. */
    expiresAt: z.iso
      .datetime({ offset: true })
      // What is no time at all has been refused by then.
      .refine((time) => !(new Date(time) <= clock.now()), 'must lie in the future')
      .refine((time) => !(new Date(time).getUTCFullYear() > LAST_YEAR), 'lies too far ahead')
      .optional(),
  });
}

async function issue(parts: Parts, tenantId: TenantId | null, { name, expiresAt }: NewKey) {
  const { apiKey, key } = await parts.keys.issue({
    ...{ tenantId, name },
    expiresAt: expiresAt === undefined ? null : new Date(expiresAt),
  });
  return { ...keyView(apiKey), key };
}

function list(parts: Parts, tenantId: TenantId | null, query: PageQuery) {
  return readPage(query, {
    readPlace: readIdPlace(apiKeyIdSchema),
    fetch: (page: PageAfter<ApiKeyId>) => parts.keys.list(tenantId, page),
    placeOf: ({ id }) => id,
    view: keyView,
  });
}

async function revoke(parts: Parts, tenantId: TenantId | null, keyId: ApiKeyId) {
  const revoked = await parts.keys.revoke(tenantId, keyId);
  if (revoked === null) throw new HttpProblem('key_not_found');
  return keyView(revoked);
}
