import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { CallerView } from '../../views/caller-view.ts';
import type { SyncStatusView } from '../../views/sync-status-view.ts';
import type { TenantView } from '../../views/tenant-view.ts';
import { Heading } from '../frame.tsx';
import { Empty, Failure, Loading, Shown, State } from '../states.tsx';
import { useLiveRuns, withRun } from '../use-live-runs.ts';
import { useLoaded } from '../use-loaded.ts';
import { stateWord } from '../words.ts';
import { ChannelList } from './channel-list.tsx';
import { ErrorCauses } from './error-causes.tsx';
import { MessagesPerDay } from './messages-per-day.tsx';
import { RemoveTenant } from './remove-tenant.tsx';
import { RunTimeline } from './run-timeline.tsx';
import { SyncActions } from './sync-actions.tsx';
import { SyncNow } from './sync-now.tsx';
import { TenantDoctor } from './tenant-doctor.tsx';

const REFRESH_MS = 20_000;
const NEWS_EVERY_PERCENT = 5;

interface TenantPageProps {
  readonly caller: CallerView;
  readonly tenant: string;
}

export function TenantPage({ caller, tenant }: TenantPageProps): JSX.Element {
  const [loaded, reload] = useLoaded<TenantView>(`/api/tenants/${tenant}`, {
    everyMs: REFRESH_MS,
  });
  if (loaded.state !== 'loading' && loaded.error?.status === 404) {
    return (
      <Empty>
        <Heading title="There is no such tenant" />
        <p>It was removed, or your key does not reach it.</p>
        <a href="/">Back to the overview</a>
      </Empty>
    );
  }
  // What keeps a known one from being read anew is told of its sync, which is asked for as often.
  if (loaded.state === 'ready') {
    return <KnownTenant caller={caller} tenant={loaded.answer} onChanged={reload} />;
  }
  return (
    <>
      <Heading title="Tenant" />
      {loaded.state === 'failed' ? (
        <Failure error={loaded.error} retry={reload} />
      ) : (
        <Loading what="the tenant" />
      )}
    </>
  );
}

interface KnownTenantProps {
  readonly caller: CallerView;
  readonly tenant: TenantView;
  readonly onChanged: () => void;
}

function KnownTenant({ caller, tenant, onChanged }: KnownTenantProps): JSX.Element {
  const isAdmin = caller.kind === 'admin';
  const [loaded, reload] = useLoaded<SyncStatusView>(`/api/tenants/${tenant.id}/sync/status`, {
    everyMs: REFRESH_MS,
  });
  const [status, setStatus] = useState<SyncStatusView | null>(null);
  /** How often it was asked where the sync stands. */
  const [looks, setLooks] = useState(0);
  useEffect(() => {
    // What an earlier look told is older than what was told since.
    if (loaded.state !== 'ready' || loaded.error !== null) return;
    setStatus(loaded.answer);
    setLooks((count) => count + 1);
  }, [loaded]);
  const ended = status?.lastRun?.runId ?? '';
  const news = newsOf(status, looks);
  useLiveRuns([tenant.id], (event) => {
    if (event.progress !== null) setStatus((known) => known && withRun(known, event));
    else if (event.run.runId !== ended) reload();
  });
  const changed = () => {
    onChanged();
    reload();
  };
  return (
    <>
      <Heading title={tenant.name}>
        <span role="status">{status !== null && <State word={stateWord(tenant, status)} />}</span>
      </Heading>
      <p class="muted small">
        {tenant.platform} · {tenant.platformId} · <code>{tenant.slug}</code>
      </p>
      <Shown loaded={loaded} reload={reload} what="the sync">
        {(answer) => {
          const shown = status ?? answer;
          return (
            <>
              <SyncActions
                {...{ tenant, isAdmin, onChanged: changed }}
                isAtWork={shown.currentRun !== null}
                isStopping={shown.state === 'cancelling'}
              />
              <SyncNow name={tenant.name} status={shown} />
            </>
          );
        }}
      </Shown>
      {/* Once it is known what is news. */}
      {status !== null && (
        <>
          <RunTimeline tenantId={tenant.id} news={news} />
          <ErrorCauses tenantId={tenant.id} news={news} />
          <MessagesPerDay tenantId={tenant.id} news={news} />
          <ChannelList tenantId={tenant.id} news={news} />
        </>
      )}
      <TenantDoctor tenantId={tenant.id} />
      {isAdmin && <RemoveTenant tenant={tenant} />}
    </>
  );
}

/** Another text when a run has ended and, while one is at work, when it has come further. */
function newsOf(status: SyncStatusView | null, looks: number): string {
  const ended = status?.lastRun?.runId ?? '';
  if (status?.currentRun == null) return ended;
  const { percent, channelsTotal } = status.progress ?? { percent: 0, channelsTotal: 0 };
  const step = Math.floor(percent / NEWS_EVERY_PERCENT);
  return [ended, status.currentRun.status, channelsTotal > 0, step, looks].join(' ');
}
