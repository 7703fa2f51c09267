import { describe, expect, test } from 'bun:test';
import type { OverviewView } from '../../overview-view.ts';
import type { QueueView } from '../../queue-view.ts';
import { needsAction } from './needs-action.ts';

const quietQueue: QueueView = {
  paused: false,
  counts: { waiting: 0, active: 0, delayed: 0, completed: 0, failed: 0 },
  oldestWaitingAt: null,
  workersSeen: 1,
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
    expect(needsAction([entry('Meadow'), atWork, paused], quietQueue)).toEqual([]);
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
      null,
    );
    expect(others).toEqual([]);
    expect(action).toMatchObject({
      tone: 'bad',
      why: 'It was bot_removed.',
      remedy: 'Invite the bot to the community again, then start a sync.',
      link: { path: '/tenants/garden' },
    });
  });

  test('tells the worst first', () => {
    const entries = [
      entry('Meadow', { ending: ['partial', 'partial'] }),
      entry('Orchard', { freshness: 'late' }),
      entry('Garden', { ending: ['failed', 'internal_error'] }),
    ];
    const tones = needsAction(entries, quietQueue).map(({ key, tone }) => [key, tone]);
    expect(tones).toEqual([
      ['Garden', 'bad'],
      ['Meadow', 'warn'],
      ['Orchard', 'warn'],
    ]);
  });

  test('tells of a queue that gives nobody work, and of one that nobody takes work from', () => {
    const keys = (queue: QueueView) => needsAction([], queue).map(({ key }) => key);
    expect(keys({ ...quietQueue, paused: true })).toEqual(['queue paused']);
    expect(keys({ ...quietQueue, workersSeen: 0 })).toEqual(['no worker']);
    expect(keys({ ...quietQueue, workersSeen: null })).toEqual([]);
  });
});
