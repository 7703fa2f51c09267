import { describe, expect, test } from 'bun:test';
import type { OverviewView } from '../../views/overview-view.ts';
import type { QueueView } from '../../views/queue-view.ts';
import { needsAction, type ServiceState } from './needs-action.ts';

const quietQueue: QueueView = {
  paused: false,
  counts: { waiting: 0, active: 0, delayed: 0, completed: 0, failed: 0 },
  oldestWaitingAt: null,
  workersSeen: 1,
};

const wellService: ServiceState = {
  platforms: [{ name: 'discord', platformIdHint: null, missingSetting: null }],
  queue: quietQueue,
};

type Change = Partial<Omit<OverviewView['sync'], 'lastRun'>> & {
  readonly ending?: readonly [status: string, code: string];
  readonly status?: OverviewView['tenant']['status'];
};

function entry(name: string, { ending, status = 'active', ...sync }: Change = {}): OverviewView {
  const lastRun = ending && {
    status: ending[0],
    error: { code: ending[1], message: `It was ${ending[1]}.` },
  };
  return {
    tenant: { id: name, slug: name.toLowerCase(), name, status },
    sync: { freshness: 'on_time', currentRun: null, lastRun: lastRun ?? null, ...sync },
  } as unknown as OverviewView;
}

describe('what needs action', () => {
  test('is nothing when all is well, or a run is about to mend it', () => {
    const failed = ['failed', 'store_unavailable'] as const;
    const atWork = entry('Garden', {
      ending: failed,
      freshness: 'late',
      currentRun: {} as NonNullable<OverviewView['sync']['currentRun']>,
    });
    const paused = entry('Orchard', { ending: failed, status: 'paused' });
    const heldUp = entry('Harbour', { ending: ['rate_limited', 'rate_limited'] });
    const cancelled = entry('Library', { ending: ['cancelled', 'cancelled'] });
    const entries = [entry('Meadow'), atWork, paused, heldUp, cancelled];
    expect(needsAction(entries, wellService)).toEqual([]);
  });

  test('comes with what to do, also while a run is at work that cannot succeed', () => {
    const [action, ...others] = needsAction(
      [
        entry('Garden', {
          ending: ['failed', 'bot_removed'],
          freshness: 'needs_action',
          currentRun: {} as NonNullable<OverviewView['sync']['currentRun']>,
        }),
      ],
      { ...wellService, queue: null },
    );
    expect(others).toEqual([]);
    expect(action).toMatchObject({
      tone: 'bad',
      why: 'It was bot_removed.',
      remedy:
        'Use the invitation link that the doctor on the tenant’s page shows, then start a sync.',
      links: [{ path: '/tenants/garden', text: 'Open Garden' }],
    });
  });

  test('says of a run that succeeded in part what helps, if that is known', () => {
    const remedies = (code: string) =>
      needsAction([entry('Meadow', { ending: ['partial', code] })], wellService).map(
        ({ remedy }) => remedy,
      );
    expect(remedies('partial')).toEqual([expect.stringContaining('groups the errors')]);
    expect(remedies('content_withheld')).toEqual([expect.stringContaining('Message Content')]);
  });

  test('names one that is late, and says why if that is known', () => {
    const ending = ['rate_limited', 'rate_limited'] as const;
    const [known] = needsAction([entry('Garden', { freshness: 'late', ending })], wellService);
    expect(known).toMatchObject({ title: ['', 'Garden', ' is late'], why: 'It was rate_limited.' });
    const [unknown] = needsAction([entry('Garden', { freshness: 'late' })], wellService);
    expect(unknown?.why).toBe('The last scheduled sync did not finish in time.');
  });

  test('tells the worst first', () => {
    const entries = [
      entry('Meadow', { ending: ['partial', 'partial'] }),
      entry('Orchard', { freshness: 'late' }),
      entry('Garden', { ending: ['failed', 'internal_error'] }),
    ];
    const tones = needsAction(entries, wellService).map(({ key, tone }) => [key, tone]);
    expect(tones).toEqual([
      ['Garden', 'bad'],
      ['Meadow', 'warn'],
      ['Orchard', 'warn'],
    ]);
  });

  test('tells of a cause once, whomever it is about', () => {
    const late = Array.from({ length: 12 }, (_, index) =>
      entry(`Plot ${index}`, { freshness: 'late' }),
    );
    const [action, ...others] = needsAction([...late, entry('Meadow')], wellService);
    expect(others).toEqual([]);
    expect(action).toMatchObject({ title: ['', '12 tenants', ' are late'], tone: 'warn' });
    expect(action?.links).toHaveLength(10);
    expect(action?.links[0]).toEqual({ path: '/tenants/plot 0', text: 'Plot 0' });
  });

  test('tells once of what differs in its particulars alone, with those of one', () => {
    const closed = Array.from({ length: 3 }, (_, index) => {
      const item = entry(`Plot ${index}`, { ending: ['partial', 'partial'] });
      const error = { code: 'partial', message: `1 of its channels was closed: #room-${index}.` };
      return { ...item, sync: { ...item.sync, lastRun: { ...item.sync.lastRun, error } } };
    }) as OverviewView[];
    const [action, ...others] = needsAction(closed, wellService);
    expect(others).toEqual([]);
    expect(action).toMatchObject({
      title: ['Some of ', '3 tenants', ' could not be read'],
      why: 'For instance: 1 of its channels was closed: #room-0.',
    });
  });

  test('tells of a queue that gives nobody work, and of one that nobody takes work from', () => {
    const keys = (queue: ServiceState['queue']) =>
      needsAction([], { ...wellService, queue }).map(({ key }) => key);
    expect(keys({ ...quietQueue, paused: true })).toEqual(['queue paused']);
    expect(keys({ ...quietQueue, workersSeen: 0 })).toEqual(['no worker']);
    expect(keys({ ...quietQueue, workersSeen: null })).toEqual([]);
    expect(keys('away')).toEqual(['queue away']);
    const why = (waiting: number) => {
      const queue = { ...quietQueue, workersSeen: 0, counts: { ...quietQueue.counts, waiting } };
      return needsAction([], { ...wellService, queue })[0]?.why;
    };
    expect(why(0)).toBe('Syncs would wait for ever.');
    expect(why(1)).toBe('Syncs are waiting, and nothing picks them up.');
  });

  test('is before all what a platform lacks, also without a tenant', () => {
    const missingSetting = { variable: 'DISCORD_BOT_TOKEN', description: 'The token of the bot.' };
    const platforms = [{ name: 'discord', platformIdHint: null, missingSetting }];
    const late = [entry('Garden', { ending: ['failed', 'internal_error'] })];
    for (const entries of [[], late]) {
      const [first] = needsAction(entries, { platforms, queue: quietQueue });
      expect(first).toMatchObject({
        title: ['DISCORD_BOT_TOKEN is not set'],
        why: 'Without it nothing on discord can be archived. The token of the bot.',
        remedy: 'Set DISCORD_BOT_TOKEN for the API and its workers, then restart Annals.',
      });
    }
  });
});
