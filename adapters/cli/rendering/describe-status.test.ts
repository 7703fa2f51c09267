import { expect, test } from 'bun:test';
import { garden, idle, running } from '../testing/samples.ts';
import { describeOverview, describeStatus, describeTenants } from './describe-status.ts';
import { createPalette } from './palette.ts';

const plain = createPalette({ write: () => true });

test('a sync under way is told with the one before it and the next', () => {
  const status = { ...running, freshness: 'never_synced' };
  expect(describeStatus('garden', status, plain)).toBe(`garden: running, never synced
  42 %, 2,000 rows, 200 rows/s, 14 s left, reading general
  last run succeeded: 1,500 messages added, 300 changed, 0 deleted, 150 reactions, 20 requests.
  next run at 2026-03-01 13:00:00 UTC`);
});

test('a percent is not told before it is reached', () => {
  const progress = running.progress && { ...running.progress, percent: 99.9 };
  const status = { ...running, progress };
  expect(describeStatus('garden', status, plain)).toContain('  99 %, ');
  const entry = { tenant: garden, sync: status, lastDay: { messages: 0 } };
  expect(describeOverview([entry], plain)).toContain('  99 %  ');
});

test('tenants are told a line each, with what was never done', () => {
  const sync = { ...idle, lastRun: null, freshness: 'never_synced' };
  const entry = { tenant: garden, sync, lastDay: { messages: 1_234 } };
  expect(describeOverview([entry], plain)).toBe(
    `tenant  state  done  freshness     last run  messages in 24 h
garden  idle         never synced  none      1,234`,
  );
  const [, line] = describeTenants([garden], plain).split('\n');
  expect(line).toEndWith('active  never');
});

test('where there are no tenants it is said how to add one', () => {
  for (const told of [describeOverview([], plain), describeTenants([], plain)])
    expect(told).toContain('`annals tenants add <platform> <platform-id>` adds one');
});
