import { type AnyElysia, Elysia } from 'elysia';
import { z } from 'zod';
import type { Access } from '../access.ts';
import type { HttpParts } from '../http-parts.ts';
import { tenantParams } from '../tenant-params.ts';
import {
  errorCausesViewSchema,
  errorCauseView,
  messagesPerDayViewSchema,
} from '../views/activity-view.ts';

const MAX_DAYS = 366;

function daysQuery(usual: number) {
  return z.object({ days: z.coerce.number().int().min(1).max(MAX_DAYS).default(usual) });
}

/** What went on in a community and its syncs lately, in figures. */
export function activityRoutes(parts: Pick<HttpParts, 'activity'>, access: Access): AnyElysia {
  const { activity } = parts;
  return new Elysia()
    .get(
      '/api/tenants/:tenantId/messages/days',
      async ({ params, query, request }) => {
        const tenant = await access.tenant(request, params.tenantId);
        return { days: [...(await activity.messagesPerDay(tenant, query.days))] };
      },
      {
        params: tenantParams,
        query: daysQuery(90),
        response: { 200: messagesPerDayViewSchema },
        detail: {
          operationId: 'getMessagesPerDay',
          summary: 'Count the messages of the last days by the day they were sent, in UTC',
        },
      },
    )
    .get(
      '/api/tenants/:tenantId/sync/errors',
      async ({ params, query, request }) => {
        const tenant = await access.tenant(request, params.tenantId);
        const causes = await activity.errorCauses(tenant, query.days);
        return { causes: causes.map(errorCauseView) };
      },
      {
        params: tenantParams,
        query: daysQuery(7),
        response: { 200: errorCausesViewSchema },
        detail: {
          operationId: 'getErrorCauses',
          summary: 'Group what went wrong in the last days by its cause, the latest first',
        },
      },
    );
}
