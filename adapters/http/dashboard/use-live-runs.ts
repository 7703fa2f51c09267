import { useEffect, useRef } from 'preact/hooks';
import type { RunView } from '../views/run-view.ts';
import type { SyncStatusView } from '../views/sync-status-view.ts';

/** What the API tells of a run while it waits or works, and once when it has ended. */
export interface RunEvent {
  readonly run: RunView;
  readonly progress: SyncStatusView['progress'];
}

/** Where a sync stands with what was just told of its run, which is not over. */
export function withRun(sync: SyncStatusView, { run, progress }: RunEvent): SyncStatusView {
  const isStopping = sync.state === 'cancelling' && run.status === 'running';
  const state = isStopping ? 'cancelling' : run.status === 'queued' ? 'queued' : 'running';
  // Events do not tell the place: it is the one of the last look, until the run has left the queue.
  const queuePosition = run.status === 'queued' ? sync.queuePosition : null;
  return { ...sync, state, currentRun: run, progress, queuePosition };
}

/** Tenants that the API tells of over one connection. */
const MOST_TENANTS = 200;
/** A browser gives up for good when the answer is no stream, as that of a service that starts. */
const AGAIN_AFTER_MS = 5_000;

/**
 * Hears how the runs of these tenants go on, over one connection, while somebody looks; of more than
 * the API tells of at once, the first.
 */
export function useLiveRuns(
  tenantIds: readonly string[],
  listener: (event: RunEvent) => void,
): void {
  const heard = useRef(listener);
  heard.current = listener;
  // Sorted: the same ones in another order are no reason to connect anew.
  const wanted = tenantIds.slice(0, MOST_TENANTS).toSorted().join(',');
  useEffect(() => {
    if (wanted === '') return;
    let source: EventSource | null = null;
    let again: ReturnType<typeof setTimeout> | undefined;
    const hear = ({ data }: MessageEvent<string>) => heard.current(JSON.parse(data) as RunEvent);
    const stop = () => {
      clearTimeout(again);
      source?.close();
    };
    const follow = () => {
      stop();
      // Browsers have few connections: a page that nobody sees must not hold one.
      if (document.hidden) return;
      const opened = new EventSource(`/api/sync/events?tenantIds=${wanted}`);
      for (const type of ['progress', 'finished']) opened.addEventListener(type, hear);
      opened.addEventListener('error', () => {
        if (opened.readyState === EventSource.CLOSED) again = setTimeout(follow, AGAIN_AFTER_MS);
      });
      source = opened;
    };
    follow();
    document.addEventListener('visibilitychange', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      stop();
    };
  }, [wanted]);
}
