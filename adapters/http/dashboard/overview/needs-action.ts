import type { OverviewView } from '../../overview-view.ts';
import type { PlatformView } from '../../platform-view.ts';
import type { QueueView } from '../../queue-view.ts';
import { remedyFor } from '../remedies.ts';

/** Something that does not get better by itself, or that somebody should know of. */
export interface NeedsAction {
  readonly key: string;
  /** `bad`: nothing is archived until somebody acts. */
  readonly tone: 'bad' | 'warn';
  readonly title: string;
  readonly why: string;
  readonly remedy: string;
  /** Where it can be done or seen. */
  readonly link: { readonly path: string; readonly text: string } | null;
}

/** What does not belong to a tenant. */
export interface ServiceState {
  readonly platforms: readonly PlatformView[];
  /** Null for who may not see it. */
  readonly queue: QueueView | null;
}

/** What needs a person, the worst first: before all, what keeps a whole platform from being read. */
export function needsAction(
  entries: readonly OverviewView[],
  { platforms, queue }: ServiceState,
): NeedsAction[] {
  const all = [
    ...platforms.flatMap((platform) => platformAction(platform) ?? []),
    ...(queue === null ? [] : queueActions(queue)),
    ...entries.flatMap((entry) => tenantAction(entry) ?? []),
  ];
  return all.toSorted((a, b) => Number(b.tone === 'bad') - Number(a.tone === 'bad'));
}

const toQueue = { path: '/queue', text: 'Open the queue' };

function platformAction({ name, missingSetting }: PlatformView): NeedsAction | null {
  if (missingSetting === null) return null;
  const { variable, description } = missingSetting;
  return {
    ...{ key: `${name} lacks ${variable}`, tone: 'bad', title: `${variable} is not set` },
    why: `Without it nothing of ${name} can be archived. ${description}`,
    remedy: `Set ${variable}, for the API and its workers alike, and start Annals again.`,
    link: null,
  };
}

function queueActions({ paused, counts, workersSeen }: QueueView): NeedsAction[] {
  const actions: NeedsAction[] = [];
  if (paused) {
    actions.push({
      ...{ key: 'queue paused', tone: 'bad', title: 'The queue is paused' },
      why: 'No sync starts, for any tenant; those at work go on.',
      remedy: 'Resume it when whatever it was paused for is over.',
      link: toQueue,
    });
  }
  if (workersSeen === 0) {
    actions.push({
      ...{ key: 'no worker', tone: 'bad', title: 'No worker is connected' },
      why: counts.waiting > 0 ? 'Syncs wait and nobody takes them.' : 'Syncs would wait for ever.',
      remedy: 'Start one with “bun run worker”, on the same database and queue.',
      link: toQueue,
    });
  }
  return actions;
}

function tenantAction({ tenant, sync }: OverviewView): NeedsAction | null {
  const { lastRun, freshness, currentRun } = sync;
  const link = { path: `/tenants/${tenant.slug}`, text: `Open ${tenant.name}` };
  const about = { key: tenant.id, link };
  const { error } = lastRun ?? { error: null };
  if (freshness === 'needs_action' && error !== null) {
    const title = `${tenant.name} cannot be synced`;
    return { ...about, tone: 'bad', title, why: error.message, remedy: remedyFor(error.code) };
  }
  // A run at work may be mending it.
  if (currentRun !== null || tenant.status !== 'active') return null;
  if (lastRun?.status === 'failed' && error !== null) {
    const title = `The last sync of ${tenant.name} failed`;
    return { ...about, tone: 'bad', title, why: error.message, remedy: remedyFor(error.code) };
  }
  if (freshness === 'late') {
    return {
      ...{ ...about, tone: 'warn', title: `${tenant.name} is late` },
      why: error?.message ?? 'Its last scheduled sync has not ended in time.',
      remedy: 'Start a sync by hand; when it only waits, look at the queue and its workers.',
    };
  }
  if (lastRun?.status === 'partial' && error !== null) {
    return {
      ...{ ...about, tone: 'warn', title: `Some of ${tenant.name} could not be read` },
      why: error.message,
      remedy:
        error.code === 'partial'
          ? 'The tenant’s page groups the errors and says what helps for each.'
          : remedyFor(error.code),
    };
  }
  return null;
}
