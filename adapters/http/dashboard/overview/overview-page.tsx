import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Page } from '../../paging.ts';
import type { CallerView } from '../../views/caller-view.ts';
import type { OverviewView } from '../../views/overview-view.ts';
import type { PlatformList } from '../../views/platform-view.ts';
import type { QueueView } from '../../views/queue-view.ts';
import { Heading } from '../frame.tsx';
import { placeInHistory } from '../place-in-history.ts';
import { Empty, Shown } from '../states.tsx';
import { useLiveRuns } from '../use-live-runs.ts';
import { type Loaded, useLoaded } from '../use-loaded.ts';
import { useOneByOne } from '../use-one-by-one.ts';
import { readPages } from '../use-pages.ts';
import { ActionList } from './action-list.tsx';
import { Figures } from './figures.tsx';
import { toFollow, withRunEvent } from './live-entries.ts';
import { needsAction, type ServiceState } from './needs-action.ts';
import { TenantList } from './tenant-list.tsx';

const REFRESH_MS = 20_000;
const TENANTS = '/api/overview?limit=200';
/** What needs somebody may be about the last of them. */
const readAll = (path: string, signal: AbortSignal) =>
  readPages<OverviewView>(path, Number.POSITIVE_INFINITY, signal);

/** What needs somebody first; then how every tenant is. */
export function OverviewPage({ caller }: { readonly caller: CallerView }): JSX.Element {
  const isAdmin = caller.kind === 'admin';
  const [loaded, reload] = useLoaded<Page<OverviewView>>(TENANTS, {
    everyMs: REFRESH_MS,
    read: readAll,
  });
  const [queue] = useLoaded<QueueView>(isAdmin ? '/api/admin/queue' : null, {
    everyMs: REFRESH_MS,
  });
  const [platforms] = useLoaded<PlatformList>('/api/platforms', { everyMs: REFRESH_MS });
  // Else “nothing right now” would be said before it is known.
  const isKnown = platforms.state !== 'loading' && (queue.state !== 'loading' || !isAdmin);
  const isThere = loaded.state === 'ready' && isKnown;
  useEffect(() => {
    const { top } = placeInHistory();
    if (isThere && top > 0) scrollTo(0, top);
  }, [isThere]);
  const service: ServiceState = {
    platforms: platforms.state === 'ready' ? platforms.answer.items : [],
    queue: toldOf(queue),
  };
  return (
    <>
      <Heading title="Overview">
        {isAdmin && (
          <a class="button primary" href="/new-tenant">
            Add a tenant
          </a>
        )}
      </Heading>
      <Shown loaded={isKnown ? loaded : { state: 'loading' }} reload={reload} what="the tenants">
        {({ items }) => (
          <Tenants tenants={items} service={service} isAdmin={isAdmin} reload={reload} />
        )}
      </Shown>
    </>
  );
}

/** Null for who may not see it; what else keeps its answer away is told of the tenants, too. */
function toldOf(queue: Loaded<QueueView>): ServiceState['queue'] {
  if (queue.state === 'loading') return null;
  if (queue.error?.code === 'queue_unavailable') return 'away';
  return queue.state === 'ready' && queue.error === null ? queue.answer : null;
}

interface TenantsProps {
  readonly tenants: readonly OverviewView[];
  readonly service: ServiceState;
  readonly isAdmin: boolean;
  readonly reload: () => Promise<void>;
}

function Tenants({ tenants, service, isAdmin, reload }: TenantsProps): JSX.Element {
  /** As they were read, with what was told of their runs since. */
  const [entries, setEntries] = useState(tenants);
  const reloadOnce = useOneByOne(reload);
  useEffect(() => setEntries(tenants), [tenants]);
  useLiveRuns(toFollow(entries), (event) => {
    setEntries((known) => withRunEvent(known, event));
    if (event.progress === null && isNew(entries, event.run.runId)) void reloadOnce();
  });

  const actions = needsAction(entries, service);
  if (entries.length === 0) {
    return (
      <>
        {actions.length > 0 && <ActionList actions={actions} />}
        <NoTenants isAdmin={isAdmin} />
      </>
    );
  }
  return (
    <>
      <ActionList actions={actions} />
      <Figures entries={entries} queue={service.queue === 'away' ? null : service.queue} />
      <TenantList entries={entries} />
    </>
  );
}

/** Whether an end is told of that the list does not know yet. */
function isNew(entries: readonly OverviewView[], runId: string): boolean {
  return !entries.some(({ sync }) => sync.lastRun?.runId === runId);
}

function NoTenants({ isAdmin }: { readonly isAdmin: boolean }): JSX.Element {
  return (
    <Empty>
      <h2>No tenant yet</h2>
      {isAdmin ? (
        <>
          <p>
            A tenant is one community. Invite your bot to it and add it here: its whole public
            history is archived, then whatever is new, on schedule.
          </p>
          <a class="button primary" href="/new-tenant">
            Add your first tenant
          </a>
        </>
      ) : (
        <p>The tenant of this key is no longer there.</p>
      )}
    </Empty>
  );
}
