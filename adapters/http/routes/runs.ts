import type { ListedSyncError, RunPlace } from '@annals/application';
import { type RunId, runIdSchema, type Tenant } from '@annals/domain';
import { type AnyElysia, Elysia } from 'elysia';
import { z } from 'zod';
import type { Access } from '../access.ts';
import type { HttpParts } from '../http-parts.ts';
import { pageQuery, pageSchema, readPage } from '../paging.ts';
import { HttpProblem } from '../problem.ts';
import { runParams, tenantParams } from '../tenant-params.ts';
import { runErrorView, runErrorViewSchema } from '../views/run-error-view.ts';
import { runView, runViewSchema } from '../views/run-view.ts';

/** PostgreSQL has no year 0. */
const placeTime = z.iso.datetime().refine((time) => !time.startsWith('0000'));

/** As `placeOf` writes it: when the run was queued, and its id. */
function readRunPlace(text: string): RunPlace | null {
  const [queuedAt, runId] = text.split(' ');
  const time = placeTime.safeParse(queuedAt);
  const id = runIdSchema.safeParse(runId);
  return time.success && id.success ? { queuedAt: new Date(time.data), runId: id.data } : null;
}

/** `/api/tenants/{tenantId}/sync/runs`: what was done. */
export function runRoutes(parts: Pick<HttpParts, 'sync' | 'clock'>, access: Access): AnyElysia {
  const { sync, clock } = parts;

  async function runOf(tenant: Tenant, runId: RunId) {
    const run = await sync.findRun(tenant, runId);
    if (run === null) throw new HttpProblem('run_not_found');
    return run;
  }

  return new Elysia()
    .get(
      '/api/tenants/:tenantId/sync/runs',
      async ({ params, query, request }) => {
        const tenant = await access.tenant(request, params.tenantId);
        const now = clock.now();
        return await readPage(query, {
          readPlace: readRunPlace,
          fetch: (page) => sync.listRuns(tenant, page),
          placeOf: ({ queuedAt, id }) => `${queuedAt.toISOString()} ${id}`,
          view: (run) => runView(run, now),
        });
      },
      {
        params: tenantParams,
        query: pageQuery,
        response: { 200: pageSchema(runViewSchema) },
        detail: { operationId: 'listRuns', summary: 'List the runs of a tenant, newest first' },
      },
    )
    .get(
      '/api/tenants/:tenantId/sync/runs/:runId',
      async ({ params, request }) => {
        const tenant = await access.tenant(request, params.tenantId);
        return runView(await runOf(tenant, params.runId), clock.now());
      },
      {
        params: runParams,
        response: { 200: runViewSchema },
        detail: { operationId: 'getRun', summary: 'Read a run' },
      },
    )
    .get(
      '/api/tenants/:tenantId/sync/runs/:runId/errors',
      async ({ params, query, request }) => {
        const tenant = await access.tenant(request, params.tenantId);
        const run = await runOf(tenant, params.runId);
        return await readPage(query, {
          readPlace: (text) => (/^\d{1,18}$/.test(text) ? text : null),
          fetch: (page) => sync.listErrors(tenant, run.id, page),
          placeOf: ({ place }: ListedSyncError) => place,
          view: runErrorView,
        });
      },
      {
        params: runParams,
        query: pageQuery,
        response: { 200: pageSchema(runErrorViewSchema) },
        detail: { operationId: 'listRunErrors', summary: 'List what went wrong in a run' },
      },
    );
}
