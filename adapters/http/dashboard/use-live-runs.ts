import { useEffect, useRef } from 'preact/hooks';
import type { OverviewView } from '../overview-view.ts';
import type { RunView } from '../run-view.ts';

/** What the API tells of a run while it waits or works, and once when it has ended. */
export interface RunEvent {
  readonly run: RunView;
  readonly progress: OverviewView['sync']['progress'];
}

/** Hears how the runs of these tenants go on, over one connection, while somebody looks. */
export function useLiveRuns(
  tenantIds: readonly string[],
  listener: (event: RunEvent) => void,
): void {
  const heard = useRef(listener);
  heard.current = listener;
  const wanted = tenantIds.join(',');
  useEffect(() => {
    if (wanted === '') return;
    let source: EventSource | null = null;
    const hear = ({ data }: MessageEvent<string>) => heard.current(JSON.parse(data) as RunEvent);
    const follow = () => {
      source?.close();
      // Browsers have few connections: a page that nobody sees must not hold one.
      source = document.hidden ? null : new EventSource(`/api/sync/events?tenantIds=${wanted}`);
      for (const type of ['progress', 'finished']) source?.addEventListener(type, hear);
    };
    follow();
    document.addEventListener('visibilitychange', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      source?.close();
    };
  }, [wanted]);
}
