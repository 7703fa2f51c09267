import { expect, test } from 'bun:test';
import type { RunView } from '../views/run-view.ts';
import type { SyncStatusView } from '../views/sync-status-view.ts';
import { withRun } from './use-live-runs.ts';

const progress = {
  ...{ percent: 10, channelsTotal: 4, channelsDone: 1, messages: 100, messagesPerSecond: 50 },
  ...{ phase: 'reading' as const, etaSeconds: 18, currentChannel: 'general' },
};

function runAs(status: RunView['status']): RunView {
  return { runId: 'the run', status } as RunView;
}

const waiting: SyncStatusView = {
  ...{ state: 'queued', currentRun: runAs('queued'), queuePosition: 0, progress: null },
  ...{ lastRun: null, lastSuccessfulSyncAt: null, nextScheduledAt: null },
  freshness: 'on_time',
};

test('a run that has begun is no longer in the queue', () => {
  const told = withRun(waiting, { run: runAs('running'), progress });
  expect(told).toEqual({
    ...{ ...waiting, state: 'running', currentRun: runAs('running'), progress },
    queuePosition: null,
  });
});

test('a run that waits still keeps its place, and its state', () => {
  for (const state of ['queued', 'pending'] as const) {
    const sync = { ...waiting, state };
    expect(withRun(sync, { run: runAs('queued'), progress })).toMatchObject({
      ...{ state: 'queued', queuePosition: 0 },
    });
  }
});

test('a run that was asked to stop goes on stopping, unless it is handed back', () => {
  const stopping: SyncStatusView = {
    ...{ ...waiting, state: 'cancelling', currentRun: runAs('running') },
    queuePosition: null,
  };
  const state = (status: RunView['status']) =>
    withRun(stopping, { run: runAs(status), progress }).state;
  expect(state('running')).toBe('cancelling');
  expect(state('queued')).toBe('queued');
});
