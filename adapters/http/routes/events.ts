import { type Clock, progressOf, type RunListener } from '@annals/application';
import { isFinished, runIdSchema, type SyncRun, type Tenant } from '@annals/domain';
import { type AnyElysia, Elysia } from 'elysia';
import { z } from 'zod';
import type { Access } from '../access.ts';
import type { EventStream, StreamedEvent } from '../event-stream.ts';
import type { EventStreams } from '../event-streams.ts';
import type { HttpParts, PlatformSyncService } from '../http-parts.ts';
import { MAX_LIMIT } from '../paging.ts';
import { tenantParams } from '../tenant-params.ts';
import { progressView } from '../views/progress-view.ts';
import { runView } from '../views/run-view.ts';

/** Who was away for longer is told of the newest of the runs that were missed. */
const MOST_MISSED_RUNS = 50;

interface LastEvent {
  readonly run: SyncRun;
  /** As it was told; the run may have gone on since. */
  readonly status: string;
}

const eventAnswer = {
  description: 'Events `progress` and `finished`, each with `{run, progress}` as data',
  content: { 'text/event-stream': { schema: { type: 'string' } } },
} as const;

const idOrSlug = z.string().regex(/^[a-z0-9-]+$/i);

/** Ids or slugs with commas between them, which Elysia takes for a list; as many as a page has. */
const severalQuery = z.object({
  tenantIds: z.union([idOrSlug, z.array(idOrSlug).max(MAX_LIMIT)]),
});

/**
 * `/api/tenants/{tenantId}/sync/events`: how runs go on, as server-sent events. `progress` while
 * one waits or runs, `finished` once at its end. A client that comes back with `Last-Event-ID`
 * is told of every end in between. `/api/sync/events` tells the same of several tenants, without
 * what was missed.
 */
export function eventRoutes(
  parts: Pick<HttpParts, 'sync' | 'clock'>,
  access: Access,
  streams: EventStreams,
): AnyElysia {
  const { sync, clock } = parts;

  const oneTenant = new Elysia().get(
    '/api/tenants/:tenantId/sync/events',
    async ({ params, request }) => {
      const tenant = await access.tenant(request, params.tenantId);
      const last = await lastEvent(parts, tenant, request.headers.get('last-event-id'));
      const stream = streams.open(access.audience(request, tenant.id));
      const tell = teller(stream, clock, last === null ? null : eventId(last.run, last.status));
      if (last !== null) for (const run of await missedRuns(parts, tenant, last)) tell(run);
      follow(sync, stream, tenant, tell);
      return stream.response();
    },
    {
      params: tenantParams,
      detail: {
        operationId: 'watchSync',
        summary: 'Follow syncs as they go on, as server-sent events',
        responses: { 200: eventAnswer },
      },
    },
  );
  const severalTenants = new Elysia().get(
    '/api/sync/events',
    async ({ query, request }) => {
      const tenants: Tenant[] = [];
      for (const id of new Set([query.tenantIds].flat()))
        tenants.push(await access.tenant(request, id));
      const stream = streams.open(access.audience(request, null));
      for (const tenant of tenants) follow(sync, stream, tenant, teller(stream, clock, null));
      return stream.response();
    },
    {
      query: severalQuery,
      detail: {
        operationId: 'watchSyncs',
        summary: 'Follow the syncs of several tenants over one connection, from now on',
        'x-problems': ['tenant_not_found'],
        responses: { 200: eventAnswer },
      },
    },
  );
  return new Elysia().use(oneTenant).use(severalTenants);
}

/** Sends what is told of one tenant's runs. `told`: the id of the event that was sent last. */
function teller(stream: EventStream, clock: Clock, told: string | null): RunListener {
  let last = told;
  return (run) => {
    const id = eventId(run, run.status);
    // An end is told once; progress again and again, as a sign of life.
    if (isFinished(run) && id === last) return;
    last = id;
    stream.send(run.id, eventOf(run, clock.now()));
  };
}

/** Until the client has gone. */
function follow(
  sync: PlatformSyncService,
  stream: EventStream,
  tenant: Tenant,
  tell: RunListener,
): void {
  const stop = sync.watch(tenant, tell);
  stream.closed.addEventListener('abort', stop);
  if (stream.closed.aborted) stop();
}

function eventOf(run: SyncRun, now: Date): StreamedEvent {
  const ended = isFinished(run);
  return {
    id: eventId(run, run.status),
    type: ended ? 'finished' : 'progress',
    data: { run: runView(run, now), progress: ended ? null : progressView(progressOf(run, now)) },
  };
}

function eventId({ id }: SyncRun, status: string): string {
  return `${id}.${status}`;
}

/** Null for an id that is not of an event of this tenant. */
async function lastEvent(
  { sync }: Pick<HttpParts, 'sync'>,
  tenant: Tenant,
  id: string | null,
): Promise<LastEvent | null> {
  const [runId, status] = id?.split('.') ?? [];
  const read = runIdSchema.safeParse(runId);
  if (!read.success || status === undefined) return null;
  const run = await sync.findRun(tenant, read.data);
  return run && { run, status };
}

/** The last run told of and those after it, as far as they have ended; oldest first. */
async function missedRuns(
  { sync }: Pick<HttpParts, 'sync'>,
  tenant: Tenant,
  { run }: LastEvent,
): Promise<SyncRun[]> {
  const newest = await sync.listRuns(tenant, { after: null, limit: MOST_MISSED_RUNS });
  const later = newest.filter(({ id, queuedAt }) => queuedAt > run.queuedAt && id !== run.id);
  return [run, ...later.toReversed()].filter(isFinished);
}
