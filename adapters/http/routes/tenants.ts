import {
  jsonObjectSchema,
  slugSchema,
  type TenantId,
  tenantIdSchema,
  tenantStatuses,
} from '@annals/domain';
import { type AnyElysia, Elysia } from 'elysia';
import { z } from 'zod';
import type { Access } from '../access.ts';
import { communityShape } from '../community-shape.ts';
import type { HttpParts, PageAfter } from '../http-parts.ts';
import { boundedJson } from '../json-body.ts';
import { pageQuery, pageSchema, readIdPlace, readPage } from '../paging.ts';
import { HttpProblem } from '../problem.ts';
import { listReached } from '../reached-tenants.ts';
import { strictBody } from '../strict-body.ts';
import { tenantParams } from '../tenant-params.ts';
import { newTenantViewSchema, tenantView, tenantViewSchema } from '../views/tenant-view.ts';

/** A slug in the form of an id would never be found by it. */
const chosenSlug = slugSchema.refine(
  (slug) => !tenantIdSchema.safeParse(slug).success,
  'must not have the form of an id',
);
const chosenName = z.string().trim().min(1).max(200);

const registration = strictBody({
  name: chosenName,
  slug: chosenSlug.optional(),
  ...communityShape,
  settings: jsonObjectSchema.default({}),
});

/** What is left out stays as it is; `settings` are replaced as a whole. */
const changes = strictBody({
  name: chosenName.exactOptional(),
  slug: chosenSlug.exactOptional(),
  status: z.enum(tenantStatuses).exactOptional(),
  settings: jsonObjectSchema.exactOptional(),
});

/** `/api/tenants`: the communities that are archived. */
export function tenantRoutes(
  parts: Pick<HttpParts, 'tenants' | 'clock'>,
  access: Access,
): AnyElysia {
  return new Elysia().use(readingRoutes(parts, access)).use(changingRoutes(parts, access));
}

function readingRoutes({ tenants }: Pick<HttpParts, 'tenants'>, access: Access): AnyElysia {
  return new Elysia()
    .get(
      '/api/tenants',
      async ({ query, request }) => {
        const caller = access.caller(request);
        return await readPage(query, {
          readPlace: readIdPlace(tenantIdSchema),
          fetch: (page: PageAfter<TenantId>) => listReached(tenants, caller, page),
          placeOf: ({ id }) => id,
          view: tenantView,
        });
      },
      {
        query: pageQuery,
        response: { 200: pageSchema(tenantViewSchema) },
        detail: {
          operationId: 'listTenants',
          summary: 'List the tenants that the key reaches, oldest first',
        },
      },
    )
    .get(
      '/api/tenants/:tenantId',
      async ({ params, request }) => tenantView(await access.tenant(request, params.tenantId)),
      {
        params: tenantParams,
        response: { 200: tenantViewSchema },
        detail: { operationId: 'getTenant', summary: 'Read a tenant by its id or slug' },
      },
    );
}

function changingRoutes(parts: Pick<HttpParts, 'tenants' | 'clock'>, access: Access): AnyElysia {
  return new Elysia()
    .parser('boundedJson', boundedJson(parts.clock))
    .post(
      '/api/tenants',
      async ({ body, set, status }) => {
        const { slug = null, ...rest } = body;
        const { tenant, run } = await parts.tenants.register({ ...rest, slug });
        set.headers.location = `/api/tenants/${tenant.id}`;
        const sync = { state: 'pending', runId: run.id } as const;
        return status(201, { ...tenantView(tenant), sync });
      },
      {
        parse: 'boundedJson',
        transform: access.adminOnly,
        body: registration,
        response: { 201: newTenantViewSchema },
        detail: {
          operationId: 'createTenant',
          'x-problems': [
            'forbidden',
            'platform_taken',
            'slug_taken',
            'unknown_platform',
            'invalid_platform_id',
          ],
          summary: 'Register a community and start its sync',
        },
      },
    )
    .patch(
      '/api/tenants/:tenantId',
      async ({ params, body, request }) => {
        const tenant = await access.tenantAsAdmin(request, params.tenantId);
        const changed = await parts.tenants.update(tenant, body);
        if (changed === null) throw new HttpProblem('tenant_not_found');
        return tenantView(changed);
      },
      {
        parse: 'boundedJson',
        params: tenantParams,
        body: changes,
        response: { 200: tenantViewSchema },
        detail: {
          operationId: 'updateTenant',
          'x-problems': ['forbidden', 'slug_taken'],
          summary: 'Rename, pause, cancel or wake a tenant; a pause stops its sync',
        },
      },
    )
    .delete(
      '/api/tenants/:tenantId',
      async ({ params, request, status }) => {
        await parts.tenants.remove(await access.tenantAsAdmin(request, params.tenantId));
        return status(204, undefined);
      },
      {
        params: tenantParams,
        response: { 204: z.void() },
        detail: {
          operationId: 'deleteTenant',
          'x-problems': ['forbidden'],
          summary: 'Remove a tenant with everything that was archived of it',
        },
      },
    );
}
