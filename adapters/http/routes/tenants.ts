import { jsonObjectSchema, slugSchema, tenantIdSchema } from '@annals/domain';
import { type AnyElysia, Elysia } from 'elysia';
import { z } from 'zod';
import type { Access } from '../access.ts';
import type { HttpParts } from '../http-parts.ts';
import { readJsonBody } from '../json-body.ts';
import { strictBody } from '../strict-body.ts';
import { tenantParams } from '../tenant-params.ts';
import { newTenantViewSchema, tenantView, tenantViewSchema } from '../tenant-view.ts';

/** A slug in the form of an id would never be found by it. */
const chosenSlug = slugSchema.refine(
  (slug) => !tenantIdSchema.safeParse(slug).success,
  'must not have the form of an id',
);

const registration = strictBody({
  name: z.string().trim().min(1).max(200),
  slug: chosenSlug.optional(),
  platform: z.string().min(1).max(63),
  platformId: z.string().min(1).max(255),
  settings: jsonObjectSchema.default({}),
});

/** `/api/tenants`: the communities that are archived. */
export function tenantRoutes(parts: Pick<HttpParts, 'tenants'>, access: Access): AnyElysia {
  return new Elysia()
    .parser('boundedJson', readJsonBody)
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
        // Before the body is judged: who may not register learns nothing about how to.
        transform: ({ request }) => access.requireAdmin(request),
        body: registration,
        response: { 201: newTenantViewSchema },
        detail: { operationId: 'createTenant', summary: 'Register a community and start its sync' },
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
