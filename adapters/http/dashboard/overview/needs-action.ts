import type { OverviewView } from '../../views/overview-view.ts';
import type { PlatformView } from '../../views/platform-view.ts';
import type { QueueView } from '../../views/queue-view.ts';
import { remedyFor } from '../remedies.ts';

/** Something that does not get better by itself, or that somebody should know of. */
export interface NeedsAction {
  readonly key: string;
  /** `bad`: nothing is archived until somebody acts. */
  readonly tone: 'bad' | 'warn';
  /** The name in it, if any, may be written in another direction. */
  readonly title: readonly [before: string, name?: string, after?: string];
  readonly why: string;
  readonly remedy: string;
  /** Where it can be done or seen. */
  readonly links: readonly { readonly path: string; readonly text: string }[];
}

/** What does not belong to a tenant. */
export interface ServiceState {
  readonly platforms: readonly PlatformView[];
  /** Null for who may not see it. */
  readonly queue: QueueView | 'away' | null;
}

/** What needs a person, the worst first: before all, what keeps a whole platform from being read. */
export function needsAction(
  entries: readonly OverviewView[],
  { platforms, queue }: ServiceState,
): NeedsAction[] {
  const all = [
    ...platforms.flatMap((platform) => platformAction(platform) ?? []),
    ...(queue === null ? [] : queueActions(queue)),
    ...tenantActions(entries),
  ];
  return all.toSorted((a, b) => Number(b.tone === 'bad') - Number(a.tone === 'bad'));
}

const toQueue = { path: '/queue', text: 'Open the queue' };

function platformAction({ name, missingSetting }: PlatformView): NeedsAction | null {
  if (missingSetting === null) return null;
  const { variable, description } = missingSetting;
  return {
    ...{ key: `${name} lacks ${variable}`, tone: 'bad', title: [`${variable} is not set`] },
    why: `Without it nothing on ${name} can be archived. ${description}`,
    remedy: `Set ${variable} for the API and its workers, then restart Annals.`,
    links: [],
  };
}

const queueAway: NeedsAction = {
  ...{ key: 'queue away', tone: 'bad', title: ['The queue does not answer'] },
  why: 'No sync starts for any tenant while the server that carries it is away.',
  remedy: 'Check that Redis runs where REDIS_URL is set, else PostgreSQL; syncs then go on.',
  links: [toQueue],
};

function queueActions(queue: QueueView | 'away'): NeedsAction[] {
  if (queue === 'away') return [queueAway];
  const { paused, counts, workersSeen } = queue;
  const actions: NeedsAction[] = [];
  if (paused) {
    actions.push({
      ...{ key: 'queue paused', tone: 'bad', title: ['The queue is paused'] },
      why: 'No sync starts for any tenant; those already running go on.',
      remedy: 'Resume it once whatever it was paused for is done.',
      links: [toQueue],
    });
  }
  if (workersSeen === 0) {
    actions.push({
      ...{ key: 'no worker', tone: 'bad', title: ['No worker is connected'] },
      why:
        counts.waiting > 0
          ? 'Syncs are waiting, and nothing picks them up.'
          : 'Syncs would wait for ever.',
      remedy: 'Start one with “bun run worker”, on the same database and queue.',
      links: [toQueue],
    });
  }
  return actions;
}

/** Of more tenants with the same trouble, the list below has the others. */
const MOST_LINKS = 10;

/** What keeps one tenant. */
interface Trouble extends Pick<NeedsAction, 'tone' | 'why' | 'remedy'> {
  readonly tenant: OverviewView['tenant'];
  /** Around the tenant's name or, when it is the same of several, how many. */
  readonly title: (isOne: boolean) => readonly [before: string, after: string];
}

/** One for each cause: an outage would else say the same of every tenant, and closed channels nearly. */
function tenantActions(entries: readonly OverviewView[]): NeedsAction[] {
  const troubles = entries.flatMap((entry) => troubleOf(entry) ?? []);
  const alike = Map.groupBy(troubles, ({ title, remedy }) => title(true).join('…') + remedy);
  return [...alike.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const { tenant, tone, title, remedy } = first;
    const isOne = same.length === 1;
    const isSame = same.every(({ why }) => why === first.why);
    const why = isSame ? first.why : `For instance: ${first.why}`;
    const links = same.slice(0, MOST_LINKS).map(({ tenant: { slug, name } }) => ({
      ...{ path: `/tenants/${slug}`, text: isOne ? `Open ${name}` : name },
    }));
    const who = isOne ? tenant.name : `${same.length} tenants`;
    const [before, after] = title(isOne);
    return { key: tenant.id, tone, title: [before, who, after], why, remedy, links };
  });
}

function troubleOf({ tenant, sync }: OverviewView): Trouble | null {
  const { lastRun, freshness, currentRun } = sync;
  const { error } = lastRun ?? { error: null };
  const failure = error && { why: error.message, remedy: remedyFor(error.code) };
  if (freshness === 'needs_action' && failure !== null) {
    return { tenant, tone: 'bad', title: () => ['', ' cannot be synced'], ...failure };
  }
  // A run at work may be mending it.
  if (currentRun !== null || tenant.status !== 'active') return null;
  if (lastRun?.status === 'failed' && failure !== null) {
    return { tenant, tone: 'bad', title: () => ['The last sync of ', ' failed'], ...failure };
  }
  if (freshness === 'late') {
    return {
      ...{ tenant, tone: 'warn' },
      title: (isOne) => ['', isOne ? ' is late' : ' are late'],
      why: error?.message ?? 'The last scheduled sync did not finish in time.',
      remedy: 'Start a sync by hand; if it only waits, check the queue and its workers.',
    };
  }
  if (lastRun?.status === 'partial' && failure !== null) {
    return { tenant, tone: 'warn', title: () => ['Some of ', ' could not be read'], ...failure };
  }
  return null;
}
