import type { OverviewView } from '../../views/overview-view.ts';
import { type RunEvent, withRun } from '../use-live-runs.ts';

/** The tenants' ids, those at work first: of a long list only the first can be followed. */
export function toFollow(entries: readonly OverviewView[]): string[] {
  const isIdle = ({ sync }: OverviewView) => Number(sync.currentRun === null);
  return entries.toSorted((a, b) => isIdle(a) - isIdle(b)).map(({ tenant }) => tenant.id);
}

/** The list with what was just told of a run. An end is left to be read with all that it changed. */
export function withRunEvent(
  entries: readonly OverviewView[],
  event: RunEvent,
): readonly OverviewView[] {
  if (event.progress === null) return entries;
  return entries.map((entry) =>
    entry.tenant.id === event.run.tenantId ? { ...entry, sync: withRun(entry.sync, event) } : entry,
  );
}
