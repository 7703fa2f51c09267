import { beforeEach, describe, expect, test } from 'bun:test';
import { noCounters, type RunFailure, type RunningRun, type Tenant } from '@annals/domain';
import { progressOf, readStatus } from './read-status.ts';
import { CoreOnFakes } from './testing/core-on-fakes.ts';

const MINUTE_MS = 60_000;

let core: CoreOnFakes;
beforeEach(() => {
  core = new CoreOnFakes();
});

/** What is read of a tenant as it is stored now. */
async function statusOf({ id }: Tenant) {
  const tenant = await core.store.repositories.tenants.find(id);
  if (tenant === null) throw new Error('The tenant is gone.');
  return await readStatus(core, tenant);
}

async function claim({ id }: Tenant): Promise<RunningRun> {
  const { runs, runLeases } = core.store.repositories;
  const active = await runs.findActive(id);
  const run = active && (await runLeases.claim(active.id, core.clock.now()));
  if (run === null) throw new Error('The tenant has no run.');
  return run;
}

function leaseOf({ id: runId, tenantId, fence }: RunningRun) {
  return { runId, tenantId, fence };
}

describe('the state of a sync', () => {
  test('is queued while its run waits for a worker, behind others', async () => {
    await core.register('One');
    const tenant = await core.register('Two');
    expect(await statusOf(tenant)).toEqual({
      state: 'queued',
      currentRun: await core.store.repositories.runs.findActive(tenant.id),
      lastRun: null,
      lastSuccessfulSyncAt: null,
      nextScheduledAt: new Date('2026-03-01T13:00:00.000Z'),
      freshness: 'never_synced',
      queuePosition: 1,
      progress: {
        ...{ phase: 'discovering', percent: 0, channelsTotal: 0, channelsDone: 0, messages: 0 },
        ...{ messagesPerSecond: null, etaSeconds: null, currentChannel: null },
      },
    });
  });

  test('is pending until its run is in the queue, and while the queue is away', async () => {
    const tenant = await core.register();
    const run = await core.store.repositories.runs.findActive(tenant.id);
    const pending = { state: 'pending', queuePosition: null, currentRun: { id: run?.id } };
    await core.queue.admin.removeJob(run?.id as never);
    expect(await statusOf(tenant)).toMatchObject(pending);
    await core.queue[Symbol.asyncDispose]();
    expect(await statusOf(tenant)).toMatchObject(pending);
  });

  test('is not told where the queue has a fault of its own', async () => {
    const tenant = await core.register();
    core.queue.positionOf = () => Promise.reject(new Error('A fault of its own.'));
    await expect(statusOf(tenant)).rejects.toThrow('A fault of its own.');
  });

  test('is queued when its run was handed back, whatever the queue says', async () => {
    const tenant = await core.register();
    const run = await claim(tenant);
    await core.store.repositories.runLeases.handBack(leaseOf(run));
    await core.queue.admin.removeJob(run.id);
    expect(await statusOf(tenant)).toMatchObject({ state: 'queued', queuePosition: null });
  });

  test('is running, and then cancelling, with no place in the queue', async () => {
    const tenant = await core.register();
    await claim(tenant);
    expect(await statusOf(tenant)).toMatchObject({ state: 'running', queuePosition: null });
    await core.store.repositories.runs.requestCancel(tenant.id, core.clock.now());
    expect(await statusOf(tenant)).toMatchObject({ state: 'cancelling', queuePosition: null });
  });

  test('is idle once its run is over, which is then the last one', async () => {
    const tenant = await core.register();
    await core.finishRun(tenant);
    expect(await statusOf(tenant)).toMatchObject({
      ...{ state: 'idle', currentRun: null, progress: null, queuePosition: null },
      lastRun: { tenantId: tenant.id, status: 'succeeded' },
    });
  });
});

describe('what is to come', () => {
  test.each([{ status: 'paused' }, { status: 'cancelled' }, { platform: 'morse' }] as const)(
    'is nothing for a tenant with %j',
    async (change) => {
      expect(await statusOf(await core.plant(change))).toMatchObject({
        ...{ state: 'idle', nextScheduledAt: null, freshness: 'not_scheduled' },
      });
    },
  );

  test('is late half an hour after a round that brought no sync', async () => {
    const lastSyncedAt = new Date('2026-03-01T11:59:59.999Z');
    const tenant = await core.plant({ lastSyncedAt });
    await core.clock.advance(20 * MINUTE_MS - 1);
    const status = await statusOf(tenant);
    expect(status.lastSuccessfulSyncAt).toEqual(lastSyncedAt);
    expect(status.freshness).toBe('on_time');
    await core.clock.advance(1);
    expect((await statusOf(tenant)).freshness).toBe('late');
  });

  test.each([
    ['unauthorized', 'needs_action'],
    ['store_unavailable', 'on_time'],
  ] as const)('after a run that failed as %s: %s', async (code, freshness) => {
    const tenant = await core.register();
    await core.store.repositories.tenants.recordSynced(tenant.id, core.clock.now());
    const error: RunFailure = { code, message: 'It failed.' };
    const ending = { status: 'failed', error, at: core.clock.now() } as const;
    await core.store.repositories.runLeases.finish(leaseOf(await claim(tenant)), ending);
    expect((await statusOf(tenant)).freshness).toBe(freshness);
  });
});

describe('the progress of a run', () => {
  let run: RunningRun;
  beforeEach(async () => {
    run = {
      ...(await claim(await core.register())),
      counters: { ...noCounters, messagesAdded: 90, messagesUpdated: 30 },
      channels: { total: 10, done: 3, skipped: 4, failed: 2 },
      currentChannel: 'general',
      percent: 40,
    };
  });

  function progressAfter(ms: number, change: Partial<RunningRun> = {}) {
    return progressOf({ ...run, ...change }, new Date(core.clock.now().getTime() + ms));
  }

  test('counts messages that are new or have changed, and channels without news as done', () => {
    expect(progressAfter(4_000)).toEqual({
      ...{ percent: 40, channelsTotal: 10, channelsDone: 7, currentChannel: 'general' },
      ...{ phase: 'reading', messages: 120, messagesPerSecond: 30, etaSeconds: null },
    });
  });

  test('has no speed in its first second', () => {
    expect(progressAfter(999).messagesPerSecond).toBeNull();
    expect(progressAfter(1_000).messagesPerSecond).toBe(120);
  });

  test('has none once no channel is left to read, whatever became of each', () => {
    const channels = { total: 10, done: 4, skipped: 4, failed: 2 };
    const { phase, messagesPerSecond } = progressAfter(4_000, { channels, currentChannel: null });
    expect(phase).toBe('checking');
    expect(messagesPerSecond).toBeNull();
  });

  test('is read between two channels, too, and looks for them until something is read', () => {
    const phaseWith = (change: Partial<RunningRun>) =>
      progressAfter(4_000, { currentChannel: null, ...change }).phase;
    expect(phaseWith({})).toBe('reading');
    // Those without news are counted as they are found.
    const channels = { total: 4, done: 0, skipped: 4, failed: 0 };
    expect(phaseWith({ channels, percent: 0 })).toBe('discovering');
    expect(phaseWith({ channels: { ...channels, total: 0, skipped: 0 } })).toBe('discovering');
  });

  test('has a second left until there is none', () => {
    const expectedEndAt = new Date(core.clock.now().getTime() + 5_000);
    const leftAfter = (ms: number) => progressAfter(ms, { expectedEndAt }).etaSeconds;
    expect([0, 1, 4_999, 5_000].map(leftAfter)).toEqual([5, 5, 1, null]);
  });
});
