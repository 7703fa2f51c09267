import type { TriggeredRun } from '@annals/application';
import { channelIdSchema, runModes, runStatuses } from '@annals/domain';
import { type AnyElysia, Elysia } from 'elysia';
import { z } from 'zod';
import type { Access } from '../access.ts';
import type { HttpParts } from '../http-parts.ts';
import { boundedJson } from '../json-body.ts';
import { strictBody } from '../strict-body.ts';
import { tenantParams } from '../tenant-params.ts';
import { runView, runViewSchema } from '../views/run-view.ts';
import { syncStatusView, syncStatusViewSchema } from '../views/sync-status-view.ts';

/** Of one request; a sync of more is a sync of all. */
const MAX_CHANNELS = 1_000;

/** Null when there is no body. */
const triggerRequest = strictBody({
  mode: z.enum(runModes).optional(),
  channelIds: z.array(channelIdSchema).min(1).max(MAX_CHANNELS).optional(),
}).nullable();

const triggeredRun = z.object({
  runId: z.uuid(),
  /** The queue's job of the run. */
  jobId: z.string(),
  status: z.enum(runStatuses),
  deduplicated: z.boolean(),
  queuePosition: z.int().nonnegative().nullable(),
});

/** `/api/tenants/{tenantId}/sync`: bringing a tenant's archive up to date. */
export function syncRoutes(parts: Pick<HttpParts, 'sync' | 'clock'>, access: Access): AnyElysia {
  return new Elysia()
    .parser('boundedJson', boundedJson(parts.clock))
    .post(
      '/api/tenants/:tenantId/sync',
      async ({ params, body, request, set, status }) => {
        const tenant = await access.tenant(request, params.tenantId);
        const { mode = 'incremental', channelIds } = body ?? {};
        const triggered = await parts.sync.trigger(tenant, {
          trigger: 'manual',
          mode,
          channelIds: channelIds === undefined ? null : [...new Set(channelIds)],
          requestedBy: access.caller(request).keyId,
        });
        set.headers.location = `/api/tenants/${tenant.id}/sync/runs/${triggered.run.id}`;
        return status(202, triggeredRunView(triggered));
      },
      {
        parse: 'boundedJson',
        params: tenantParams,
        body: triggerRequest,
        response: { 202: triggeredRun },
        detail: {
          operationId: 'triggerSync',
          'x-problems': ['tenant_not_active', 'too_many_triggers'],
          summary: 'Start a sync, or join the one there is',
        },
      },
    )
    .delete(
      '/api/tenants/:tenantId/sync',
      async ({ params, request, status }) => {
        const tenant = await access.tenant(request, params.tenantId);
        return status(202, runView(await parts.sync.cancel(tenant), parts.clock.now()));
      },
      {
        params: tenantParams,
        response: { 202: runViewSchema },
        detail: {
          operationId: 'cancelSync',
          'x-problems': ['no_active_run'],
          summary: 'Stop the sync that waits or runs; it ends within seconds, nothing is lost',
        },
      },
    )
    .get(
      '/api/tenants/:tenantId/sync/status',
      async ({ params, request }) => {
        const tenant = await access.tenant(request, params.tenantId);
        return syncStatusView(await parts.sync.status(tenant), parts.clock.now());
      },
      {
        params: tenantParams,
        response: { 200: syncStatusViewSchema },
        detail: { operationId: 'getSyncStatus', summary: 'Read where a sync stands' },
      },
    );
}

function triggeredRunView({ run, deduplicated, queuePosition }: TriggeredRun) {
  // A job carries the id of its run.
  return { runId: run.id, jobId: run.id, status: run.status, deduplicated, queuePosition };
}
