import { type ChannelId, channelIdSchema } from '@annals/domain';
import { type AnyElysia, Elysia } from 'elysia';
import type { Access } from '../access.ts';
import type { HttpParts, PageAfter } from '../http-parts.ts';
import { pageQuery, pageSchema, readIdPlace, readPage } from '../paging.ts';
import { tenantParams } from '../tenant-params.ts';
import { channelView, channelViewSchema } from '../views/channel-view.ts';

/** `/api/tenants/{tenantId}/sync/channels`: where the reading of each channel stands. */
export function channelRoutes(parts: Pick<HttpParts, 'sync'>, access: Access): AnyElysia {
  return new Elysia().get(
    '/api/tenants/:tenantId/sync/channels',
    async ({ params, query, request }) => {
      const tenant = await access.tenant(request, params.tenantId);
      return await readPage(query, {
        readPlace: readIdPlace(channelIdSchema),
        fetch: (page: PageAfter<ChannelId>) => parts.sync.listChannels(tenant, page),
        placeOf: ({ progress }) => progress.channelId,
        view: channelView,
      });
    },
    {
      params: tenantParams,
      query: pageQuery,
      response: { 200: pageSchema(channelViewSchema) },
      detail: {
        operationId: 'listChannels',
        summary: 'List the channels and threads, and where the reading of each stands',
      },
    },
  );
}
