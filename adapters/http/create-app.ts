import { type AnyElysia, Elysia, NotFoundError } from 'elysia';
import { Access } from './access.ts';
import type { EventStreams } from './event-streams.ts';
import type { Exchanges } from './exchange.ts';
import type { HttpParts, ProbeParts, WaitingParts } from './http-parts.ts';
import { describeApi } from './openapi.ts';
import { HttpProblem, problemResponse } from './problem.ts';
import { problemOfError } from './problem-of-error.ts';
import { pathOf } from './request-path.ts';
import { activityRoutes } from './routes/activity.ts';
import { channelRoutes } from './routes/channels.ts';
import { createDashboard, type Dashboard } from './routes/dashboard.ts';
import { doctorRoutes } from './routes/doctor.ts';
import { documentationRoutes } from './routes/documentation.ts';
import { eventRoutes } from './routes/events.ts';
import { healthRoutes } from './routes/health.ts';
import { keyRoutes } from './routes/keys.ts';
import { metricsRoutes } from './routes/metrics.ts';
import { overviewRoutes } from './routes/overview.ts';
import { platformRoutes } from './routes/platforms.ts';
import { queueRoutes } from './routes/queue.ts';
import { queueBoardRoutes } from './routes/queue-board.ts';
import { runRoutes } from './routes/runs.ts';
import { sessionRoutes } from './routes/session.ts';
import { syncRoutes } from './routes/sync.ts';
import { tenantRoutes } from './routes/tenants.ts';

const SHOWN_WHILE_WAITING: readonly string[] = ['/livez', '/readyz'];

/**
 * Everything, with a key asked for below `/api` and `/admin`. Requests must be opened in
 * `exchanges` first.
 */
export function createApp(
  parts: HttpParts,
  exchanges: Exchanges,
  streams: EventStreams,
): AnyElysia {
  const access = new Access(parts, exchanges);
  const dashboard = createDashboard();
  const app = bareApp(exchanges, dashboard)
    .onRequest(async ({ request }) => {
      const path = pathOf(request);
      // Before anything of it is looked at: unknown addresses tell strangers nothing either.
      if (isBelow('/api', path)) await access.admit(request);
      if (isBelow('/admin', path)) await access.admitToPage(request);
    })
    .use(healthRoutes(parts, { isStarted: true }))
    .use(metricsRoutes(parts))
    .use(sessionRoutes(parts, access))
    .use(overviewRoutes(parts, access))
    .use(platformRoutes(parts))
    .use(tenantRoutes(parts, access))
    .use(keyRoutes(parts, access))
    .use(syncRoutes(parts, access))
    .use(runRoutes(parts, access))
    .use(channelRoutes(parts, access))
    .use(activityRoutes(parts, access))
    .use(eventRoutes(parts, access, streams))
    .use(doctorRoutes(parts, access))
    .use(queueRoutes(parts, access))
    .use(queueBoardRoutes(parts))
    .use(dashboard.routes);
  return app.use(documentationRoutes(describeApi(app.routes)));
}

/** What a process without an API shows of itself. */
export function createProbeApp(parts: ProbeParts, exchanges: Exchanges): AnyElysia {
  return bareApp(exchanges)
    .use(healthRoutes(parts, { isStarted: true }))
    .use(metricsRoutes(parts));
}

/** What a process shows that waits for its servers: no address is unknown, and none is ready. */
export function createWaitingApp(parts: WaitingParts, exchanges: Exchanges): AnyElysia {
  return bareApp(exchanges)
    .onRequest(({ request }) => {
      if (SHOWN_WHILE_WAITING.includes(pathOf(request))) return;
      throw new HttpProblem('not_ready', { headers: { 'retry-after': '5' } });
    })
    .use(healthRoutes(parts, { isStarted: false }));
}

function isBelow(folder: string, path: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/** Whether a browser asks for a page, because somebody followed a link or typed an address. */
function asksForPage(request: Request): boolean {
  const path = pathOf(request);
  const accepted = request.headers.get('accept') ?? '';
  const isPages = !isBelow('/api', path) && !isBelow('/admin', path);
  return request.method === 'GET' && isPages && accepted.includes('text/html');
}

/** No routes yet; every error is made a problem, but for people who are where nothing is. */
function bareApp(exchanges: Exchanges, dashboard: Dashboard | null = null): AnyElysia {
  // Else Elysia looks for the path behind the eleventh letter, which short hosts shift.
  const handler = { standardHostname: false };
  // Else a route that cannot be compiled ends the process at its first request.
  return new Elysia({ handler, precompile: true }).onError(async ({ error, request, set }) => {
    if (dashboard !== null && error instanceof NotFoundError && asksForPage(request)) {
      return await dashboard.nowhere();
    }
    const exchange = exchanges.of(request);
    const problem = problemOfError(error);
    if (problem.code === 'internal_error') exchange.fault = error;
    set.status = problem.status;
    return problemResponse(problem, exchange.requestId);
  });
}
