import { beforeEach, describe, expect, test } from 'bun:test';
import type { RunId } from '@annals/domain';
import { CoreOnFakes } from '../runs/testing/core-on-fakes.ts';
import { readErrorCauses, readMessagesPerDay } from './read-activity.ts';
import { readOverview } from './read-overview.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

let core: CoreOnFakes;
beforeEach(() => {
  core = new CoreOnFakes();
});

function overviewOf(tenants: Parameters<typeof readOverview>[2]) {
  return readOverview(core, core.store.repositories, tenants);
}

describe('the overview', () => {
  test('tells of each tenant what it does now and how it ended before', async () => {
    const [busy, done] = [await core.register('Busy'), await core.register('Done')];
    await core.finishRun(busy);
    await core.finishRun(done);
    const { runs } = core.store.repositories;
    const next = { trigger: 'manual', mode: 'full', channelIds: null, requestedBy: null } as const;
    await core.clock.advance(1);
    const id = core.ids.uuid() as RunId;
    await runs.createUnlessActive({ ...next, id, tenantId: busy.id, queuedAt: core.clock.now() });
    const untouched = await core.plant();
    const entries = await overviewOf([done, untouched, busy]);
    expect(entries.map(({ tenant }) => tenant.id)).toEqual([done.id, untouched.id, busy.id]);
    expect(entries).toMatchObject([
      { status: { state: 'idle', currentRun: null, lastRun: { status: 'succeeded' } } },
      { status: { state: 'idle', currentRun: null, lastRun: null }, lastDay: { runs: 0 } },
      // Whether it is in the queue already is asked for one tenant alone.
      { status: { state: 'queued', queuePosition: null, lastRun: { status: 'succeeded' } } },
    ]);
  });

  test('forgets after a day what a run has added', async () => {
    const tenant = await core.register();
    await core.finishRun(tenant);
    await core.clock.advance(DAY_MS);
    expect(await overviewOf([tenant])).toMatchObject([{ lastDay: { runs: 1 } }]);
    await core.clock.advance(1);
    expect(await overviewOf([tenant])).toMatchObject([{ lastDay: { runs: 0 } }]);
  });

  test('takes as many questions for many tenants as for one', async () => {
    const asked: string[] = [];
    const tenants = [await core.plant(), await core.plant(), await core.plant()];
    core.store.beforeCall = async (call) => void asked.push(call);
    await overviewOf(tenants);
    expect(asked.toSorted()).toEqual([
      'figures.lastFinishedRuns',
      'figures.storedSince',
      'runs.latestOf',
    ]);
  });
});

describe('figures by day', () => {
  test('leave no day out, today being the last', async () => {
    const tenant = await core.plant();
    const parts = { unitOfWork: core.store, clock: core.clock };
    const today = core.clock.now().toISOString().slice(0, '2026-03-01'.length);
    const days = await readMessagesPerDay(parts, tenant, 3);
    expect(days).toHaveLength(3);
    expect(days.at(-1)).toEqual({ day: today, messages: 0 });
    expect(new Set(days.map(({ day }) => day)).size).toBe(3);
  });

  test('reach back as far as is asked for', async () => {
    const tenant = await core.plant();
    const parts = { unitOfWork: core.store, clock: core.clock };
    const occurredAt = core.clock.now();
    const error = { tenantId: tenant.id, channelId: null, messageId: null, attempt: 1, occurredAt };
    await core.store.repositories.errors.add([
      { ...error, runId: core.ids.uuid() as RunId, code: 'gone', message: 'It is gone.' },
    ]);
    await core.clock.advance(7 * DAY_MS);
    expect(await readErrorCauses(parts, tenant, 7)).toMatchObject([{ code: 'gone', errors: 1 }]);
    await core.clock.advance(1);
    expect(await readErrorCauses(parts, tenant, 7)).toEqual([]);
  });
});
