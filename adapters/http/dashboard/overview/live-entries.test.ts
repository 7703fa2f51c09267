import { expect, test } from 'bun:test';
import type { OverviewView } from '../../views/overview-view.ts';
import type { RunView } from '../../views/run-view.ts';
import { toFollow, withRunEvent } from './live-entries.ts';

function entry(id: string, currentRun: object | null): OverviewView {
  return { tenant: { id }, sync: { currentRun } } as OverviewView;
}

const garden = entry('garden', null);
const orchard = entry('orchard', { status: 'running' });
const run = { runId: 'the run', tenantId: 'orchard', status: 'running' } as RunView;
const progress = {
  ...{ percent: 10, channelsTotal: 4, channelsDone: 1, messages: 100, messagesPerSecond: 50 },
  ...{ phase: 'reading' as const, etaSeconds: 18, currentChannel: 'general' },
};

test('those at work are followed first', () => {
  expect(toFollow([garden, orchard])).toEqual(['orchard', 'garden']);
});

test('what is told of a run changes its own tenant alone', () => {
  const [first, second] = withRunEvent([garden, orchard], { run, progress });
  expect(first).toBe(garden);
  expect(second).toMatchObject({ sync: { state: 'running', currentRun: run, progress } });
});

test('an end changes nothing before the list is read anew', () => {
  const known = [garden, orchard];
  expect(withRunEvent(known, { run, progress: null })).toBe(known);
});
