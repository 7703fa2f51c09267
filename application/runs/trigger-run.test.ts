import { beforeEach, describe, expect, test } from 'bun:test';
import type { Tenant } from '@annals/domain';
import { removeTenant } from '../tenants/remove-tenant.ts';
import { updateTenant } from '../tenants/update-tenant.ts';
import { CoreOnFakes } from './testing/core-on-fakes.ts';
import { triggerRun } from './trigger-run.ts';

const HOUR_MS = 60 * 60 * 1000;

let core: CoreOnFakes;
let tenant: Tenant;
beforeEach(async () => {
  core = new CoreOnFakes();
  tenant = await core.plant();
});

function trigger(requestedBy: string | null = 'a key', of = tenant) {
  return triggerRun(core, of, {
    ...{ trigger: 'manual', mode: 'incremental', channelIds: null, requestedBy },
  });
}

async function triggerAndFinish(requestedBy?: string | null): Promise<void> {
  await trigger(requestedBy);
  await core.finishRun(tenant);
}

describe('a trigger', () => {
  test('queues a run, or joins the one that is there', async () => {
    const first = await trigger();
    expect(first).toMatchObject({ deduplicated: false, queuePosition: 0 });
    const second = await trigger('another key');
    expect(second).toMatchObject({ deduplicated: true, run: { id: first.run.id } });
  });

  test('waits for the end of a run that was cancelled, and joins no dying one', async () => {
    const { run } = await trigger();
    const { runs, runLeases } = core.store.repositories;
    await runLeases.claim(run.id, core.clock.now());
    await runs.requestCancel(tenant.id, core.clock.now());
    const triggered = trigger();
    await core.clock.advance(1_000);
    await core.finishRun(tenant);
    await core.clock.advance(1_000);
    const { run: fresh, deduplicated } = await triggered;
    expect({ status: fresh.status, deduplicated }).toEqual({
      ...{ status: 'queued', deduplicated: false },
    });
    expect(fresh.id).not.toBe(run.id);
  });

  test('waits for it no longer than it may take to end', async () => {
    const { run } = await trigger();
    const { runs, runLeases } = core.store.repositories;
    await runLeases.claim(run.id, core.clock.now());
    await runs.requestCancel(tenant.id, core.clock.now());
    const triggered = trigger();
    await core.clock.advance(5_000);
    expect(await triggered).toMatchObject({ deduplicated: true, run: { id: run.id } });
  });

  test.each([
    ['paused', 'tenant_not_active'],
    ['removed', 'tenant_not_found'],
  ] as const)('makes no run for a tenant that is %s while it waits', async (what, code) => {
    const { run } = await trigger();
    const { runs, runLeases } = core.store.repositories;
    await runLeases.claim(run.id, core.clock.now());
    await runs.requestCancel(tenant.id, core.clock.now());
    const declined = trigger().catch((error: unknown) => error);
    await core.clock.advance(1_000);
    if (what === 'removed') await removeTenant(core, tenant);
    else {
      await updateTenant(core, tenant, { status: 'paused' });
      await core.finishRun(tenant);
    }
    await core.clock.advance(1_000);
    expect(await declined).toMatchObject({ code });
    expect(await runs.findActive(tenant.id)).toBeNull();
  });

  test('tells the place in the queue', async () => {
    await trigger('a key', await core.plant());
    expect((await trigger()).queuePosition).toBe(1);
  });

  test('gives the run that it joins its job again when that is lost', async () => {
    const { run } = await trigger();
    await core.queue.admin.removeJob(run.id);
    expect((await trigger()).queuePosition).toBe(0);
  });

  test('gives a run that is at work no other job, which would take it from its worker', async () => {
    const { run } = await trigger();
    await core.queue.admin.removeJob(run.id);
    await core.store.repositories.runLeases.claim(run.id, core.clock.now());
    expect((await trigger()).queuePosition).toBeNull();
    expect((await core.queue.admin.overview()).counts.waiting).toBe(0);
  });

  test('asks a queue that is away once, and keeps the run', async () => {
    await core.queue[Symbol.asyncDispose]();
    core.queue.positionOf = () => Promise.reject(new Error('It was away just now.'));
    const { run, queuePosition } = await trigger();
    expect({ status: run.status, queuePosition }).toEqual({
      status: 'queued',
      queuePosition: null,
    });
    expect(core.logger.events.map(({ event }) => event)).toEqual(['run.not_enqueued']);
  });

  test('a thousand at once are one run', async () => {
    const triggered = await Promise.all(Array.from({ length: 1_000 }, () => trigger()));
    expect(new Set(triggered.map(({ run }) => run.id)).size).toBe(1);
    expect(triggered.filter(({ deduplicated }) => !deduplicated)).toHaveLength(1);
  });

  test.each(['paused', 'cancelled'] as const)(
    'is declined when the tenant is %s',
    async (status) => {
      const declined = trigger('a key', { ...tenant, status });
      expect(await declined.catch((error: unknown) => error)).toMatchObject({
        code: 'tenant_not_active',
      });
    },
  );
});

describe('new runs of a key', () => {
  test('are ten an hour for a tenant; then the eleventh is told when to come back', async () => {
    for (let count = 0; count < 10; count += 1) {
      await triggerAndFinish();
      await core.clock.advance(60_000);
    }
    const declined = await trigger().catch((error: unknown) => error);
    expect(declined).toMatchObject({
      code: 'too_many_triggers',
      retryAfterMs: HOUR_MS - 10 * 60_000,
    });
    await core.clock.advance(HOUR_MS - 10 * 60_000);
    expect(await trigger().catch((error: unknown) => error)).toMatchObject({
      code: 'too_many_triggers',
      retryAfterMs: 0,
    });
    await core.clock.advance(1);
    expect((await trigger()).deduplicated).toBe(false);
  });

  test('are counted by key and by tenant, and joining costs nothing', async () => {
    for (let count = 0; count < 9; count += 1) await triggerAndFinish();
    await trigger();
    for (let count = 0; count < 50; count += 1) {
      expect((await trigger()).deduplicated).toBe(true);
    }
    await core.finishRun(tenant);
    expect(await trigger().catch((error: unknown) => error)).toMatchObject({
      code: 'too_many_triggers',
    });
    const other = await core.plant();
    expect((await trigger('a key', other)).deduplicated).toBe(false);
    await triggerAndFinish('another key');
    for (let count = 0; count < 20; count += 1) await triggerAndFinish(null);
  });
});
