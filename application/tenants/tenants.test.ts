import { beforeEach, describe, expect, test } from 'bun:test';
import { slugSchema, storableText, tenantIdSchema } from '@annals/domain';
import fc from 'fast-check';
import { CoreOnFakes } from '../runs/testing/core-on-fakes.ts';
import { newRun, type TriggerRunRequest } from '../runs/trigger-run.ts';
import { findTenant } from './find-tenant.ts';
import { registerTenant } from './register-tenant.ts';
import { removeTenant } from './remove-tenant.ts';
import { updateTenant } from './update-tenant.ts';

let core: CoreOnFakes;
beforeEach(() => {
  core = new CoreOnFakes();
});

const request = {
  name: 'The Garden',
  slug: null,
  platform: 'scripted',
  platformId: '900',
  settings: { colour: 'green' },
};

const manual: TriggerRunRequest = {
  ...{ trigger: 'manual', mode: 'incremental', channelIds: null, requestedBy: null },
};

describe('registering', () => {
  test('stores the tenant with its initial run, and queues that', async () => {
    const { tenant, run } = await registerTenant(core, request);
    expect(tenant).toMatchObject({
      ...{ slug: 'the-garden', status: 'active', lastSyncedAt: null },
      settings: { colour: 'green' },
    });
    expect(await findTenant(core.store.repositories, tenant.id)).toEqual(tenant);
    expect(await findTenant(core.store.repositories, 'the-garden')).toEqual(tenant);
    const initial = { trigger: 'initial', mode: 'incremental', channelIds: null };
    expect(run).toMatchObject({ tenantId: tenant.id, status: 'queued', ...initial });
    expect(await core.queue.positionOf(run.id)).toBe(0);
  });

  test('stores neither where one cannot be stored', async () => {
    core.store.beforeCall = async (call) => {
      if (call === 'runs.createUnlessActive') throw new Error('The database is away.');
    };
    await expect(registerTenant(core, request)).rejects.toThrow('away');
    expect(await core.store.repositories.tenants.standings()).toEqual([]);
  });

  test('stores both while the queue is away: the sweeper gives the run its job', async () => {
    await core.queue[Symbol.asyncDispose]();
    const { tenant, run } = await registerTenant(core, request);
    expect((await core.store.repositories.runs.findActive(tenant.id))?.id).toBe(run.id);
    expect(core.logger.events).toMatchObject([{ level: 'warn', event: 'run.not_enqueued' }]);
  });

  test.each([
    [{ platform: 'morse' }, 'unknown_platform', 'there is: scripted.'],
    [{ platformId: '' }, 'invalid_platform_id', 'The community’s id Too small'],
  ] as const)('declines %j with %s, and stores nothing', async (change, code, words) => {
    const declined = registerTenant(core, { ...request, ...change });
    const message = expect.stringContaining(words);
    expect(await declined.catch((error: unknown) => error)).toMatchObject({ code, message });
    expect(await core.store.repositories.tenants.standings()).toEqual([]);
  });

  test('a community twice is declined; a slug twice is numbered, unless it was chosen', async () => {
    const { tenant } = await registerTenant(core, request);
    await updateTenant(core, tenant, { status: 'paused' });
    const again = registerTenant(core, { ...request, name: 'Other' });
    expect(await again.catch((error: unknown) => error)).toMatchObject({
      code: 'platform_taken',
      message: expect.stringContaining('a tenant already: the-garden, which is paused.'),
    });
    const numbered = await registerTenant(core, { ...request, platformId: '901' });
    expect(numbered.tenant.slug).toBe('the-garden-2');
    const chosen = registerTenant(core, { ...request, platformId: '902', slug: 'the-garden' });
    expect(await chosen.catch((error: unknown) => error)).toMatchObject({ code: 'slug_taken' });
  });

  test('as many of one name as there are find each a slug', async () => {
    const slugs: string[] = [];
    for (let count = 0; count < 150; count += 1) slugs.push((await core.register('日本語')).slug);
    expect(new Set(slugs).size).toBe(150);
    expect(slugs.slice(0, 3)).toEqual(['tenant', 'tenant-2', 'tenant-3']);
  });

  test('so do those whose names are long, and none is longer than a slug may be', async () => {
    // Cut off where an id has its place, the name ends with a hyphen.
    const name = `${'a'.repeat(25)} ${'b'.repeat(170)}`;
    const slugs: string[] = [];
    for (let count = 0; count < 11; count += 1) slugs.push((await core.register(name)).slug);
    expect(new Set(slugs).size).toBe(11);
    for (const slug of slugs) expect(slugSchema.safeParse(slug).error).toBeUndefined();
    expect(slugs[8]).toEndWith('-9');
    expect(slugs[9]).toStartWith(`${'a'.repeat(25)}-0`);
  });

  test('every name gives a slug by which the tenant is found', async () => {
    const names = fc.oneof(
      fc.uint16Array({ minLength: 1 }).map((units) => String.fromCharCode(...units)),
      fc.constantFrom('🌱', '庭', '---', 'A'.repeat(200), '0195A5E0-0000-7000-8000-000000000001'),
      fc.uuid(),
    );
    await fc.assert(
      fc.asyncProperty(names, async (name) => {
        const tenant = await core.register(storableText(name.slice(0, 200)));
        expect(tenantIdSchema.safeParse(tenant.slug).success).toBe(false);
        expect((await findTenant(core.store.repositories, tenant.slug))?.id).toBe(tenant.id);
      }),
      { numRuns: 90 },
    );
  });
});

describe('changing', () => {
  test('a pause ends the run that waits; waking starts none by itself', async () => {
    const tenant = await core.register();
    const paused = await updateTenant(core, tenant, { status: 'paused' });
    expect(paused).toEqual(
      expect.objectContaining({ id: tenant.id, status: 'paused', updatedAt: core.clock.now() }),
    );
    const { runs, figures } = core.store.repositories;
    expect(await runs.findActive(tenant.id)).toBeNull();
    expect(await figures.lastFinishedRuns([tenant.id])).toMatchObject([{ status: 'cancelled' }]);
    await updateTenant(core, tenant, { status: 'active' });
    expect(await runs.findActive(tenant.id)).toBeNull();
  });

  test('a pause asks the run at work to stop', async () => {
    const tenant = await core.register();
    const { runs, runLeases } = core.store.repositories;
    const run = await runs.findActive(tenant.id);
    await runLeases.claim(run?.id as never, core.clock.now());
    await updateTenant(core, tenant, { status: 'cancelled' });
    expect(await runs.findActive(tenant.id)).toEqual(
      expect.objectContaining({
        status: 'running',
        cancelRequestedAt: core.clock.now(),
      }),
    );
  });

  test('a pause where nothing runs is one, too; one whose run cannot be ended is told', async () => {
    const tenant = await core.register();
    await updateTenant(core, tenant, { status: 'paused' });
    const change = () => updateTenant(core, tenant, { status: 'cancelled' });
    expect(await change()).toMatchObject({ status: 'cancelled' });
    core.store.beforeCall = async (call) => {
      if (call === 'runs.requestCancel') throw new Error('The database is away.');
    };
    await expect(change()).rejects.toThrow('away');
  });

  test('a taken slug is declined, a removed tenant is null', async () => {
    const tenant = await core.register('One');
    const other = await core.register('Two');
    const declined = await updateTenant(core, other, { slug: 'one' }).catch((error) => error);
    expect(declined).toMatchObject({ code: 'slug_taken' });
    await removeTenant(core, tenant);
    expect(await updateTenant(core, tenant, { name: 'Late' })).toBeNull();
  });
});

describe('removing', () => {
  /** A tenant whose run a worker has claimed. */
  async function atWork() {
    const tenant = await core.register();
    const { runs, runLeases } = core.store.repositories;
    const queued = await runs.findActive(tenant.id);
    const claimed = await runLeases.claim(queued?.id as never, core.clock.now());
    const lease = { runId: claimed?.id, tenantId: tenant.id, fence: claimed?.fence } as never;
    return { tenant, lease };
  }

  test('leaves nothing, and takes the run from its worker', async () => {
    const { tenant, lease } = await atWork();
    await removeTenant(core, tenant);
    expect(await findTenant(core.store.repositories, tenant.id)).toBeNull();
    const progress = { total: 0, done: 0, skipped: 0, failed: 0 };
    const beat = { channels: progress, percent: 0, currentChannel: null, added: {} } as never;
    const { runLeases } = core.store.repositories;
    expect(await runLeases.heartbeat(lease, beat, core.clock.now())).toBe('lost');
  });

  test('goes on as long as there are rows', async () => {
    const { tenant } = await atWork();
    await core.finishRun(tenant);
    const { runs, tenants } = core.store.repositories;
    await runs.createUnlessActive(newRun(core, tenant, manual));
    const removeRows = tenants.removeRows.bind(tenants);
    tenants.removeRows = (tenantId) => removeRows(tenantId, 1);
    expect(core.store.snapshot(tenant.id).runs).toHaveLength(2);
    await removeTenant(core, tenant);
    expect(core.store.snapshot(tenant.id).runs).toEqual([]);
  });

  test('lets nothing begin and nobody go on before the first row goes', async () => {
    const { tenant } = await atWork();
    const seen: unknown[] = [];
    core.store.beforeCall = async (call) => {
      if (call !== 'tenants.removeRows') return;
      const { tenant: stored, runs } = core.store.snapshot(tenant.id);
      seen.push({ tenant: stored?.status, runs: runs.map(({ status }) => status) });
    };
    await removeTenant(core, tenant);
    expect(seen[0]).toEqual({ tenant: 'cancelled', runs: ['cancelled'] });
  });

  test('leaves no run that somebody begins who has seen the tenant before', async () => {
    const tenant = await core.register();
    const { tenants, runs } = core.store.repositories;
    const remove = tenants.remove.bind(tenants);
    tenants.remove = async (tenantId) => {
      await runs.createUnlessActive(newRun(core, tenant, manual));
      return await remove(tenantId);
    };
    await removeTenant(core, tenant);
    expect(core.store.snapshot(tenant.id).runs).toEqual([]);
  });

  test('that is broken off goes on when it is asked for again, and once more changes nothing', async () => {
    const { tenant } = await atWork();
    core.store.beforeCall = async (call) => {
      if (call === 'tenants.remove') throw new Error('The process is killed.');
    };
    await expect(removeTenant(core, tenant)).rejects.toThrow('killed');
    core.store.beforeCall = async () => {};
    expect(await findTenant(core.store.repositories, tenant.id)).toMatchObject({
      status: 'cancelled',
    });
    await removeTenant(core, tenant);
    await removeTenant(core, tenant);
    expect(await findTenant(core.store.repositories, tenant.id)).toBeNull();
  });

  test('the same community may be registered anew', async () => {
    const { tenant } = await registerTenant(core, request);
    await removeTenant(core, tenant);
    const { tenant: anew, run } = await registerTenant(core, request);
    expect(anew.id).not.toBe(tenant.id);
    expect(run.trigger).toBe('initial');
  });
});
