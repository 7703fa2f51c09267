import { type TenantId, tenantIdSchema } from '@annals/domain';
import { type AnyElysia, Elysia } from 'elysia';
import { type Access, ownTenantOf } from '../access.ts';
import type { HttpParts, PageAfter } from '../http-parts.ts';
import { pageQuery, pageSchema, readIdPlace, readPage } from '../paging.ts';
import { listReached } from '../reached-tenants.ts';
import { overviewView, overviewViewSchema } from '../views/overview-view.ts';

/** `/api/overview`: where all syncs stand, for who looks after them. */
export function overviewRoutes(
  parts: Pick<HttpParts, 'tenants' | 'clock'>,
  access: Access,
): AnyElysia {
  const { tenants, clock } = parts;
  return new Elysia().get(
    '/api/overview',
    async ({ query, request }) => {
      const now = clock.now();
      const caller = access.caller(request);
      return await readPage(query, {
        readPlace: readIdPlace(tenantIdSchema),
        fetch: async (page: PageAfter<TenantId>) => {
          const listed = await listReached(tenants, caller, page);
          return await tenants.overview(listed, ownTenantOf(caller));
        },
        placeOf: ({ tenant }) => tenant.id,
        view: (entry) => overviewView(entry, now),
      });
    },
    {
      query: pageQuery,
      response: { 200: pageSchema(overviewViewSchema) },
      detail: {
        operationId: 'getOverview',
        summary: 'Read where the syncs of all tenants stand that the key reaches, oldest first',
      },
    },
  );
}
