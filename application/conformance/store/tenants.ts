import { expect } from 'bun:test';
import type { ApiKeyId, TenantId } from '@annals/domain';
import type { Repositories } from '../../ports/index.ts';
import { claimRun, endRun } from './run-steps.ts';
import {
  at,
  channelId,
  checkpointAt,
  messageId,
  otherTenantId,
  platformId,
  runId,
  sampleAttachment,
  sampleChannel,
  sampleError,
  sampleKey,
  sampleMessage,
  sampleRun,
  sampleTenant,
  tenantId,
  thumbs,
  userHash,
} from './samples.ts';
import { type StoreCheck, storeCheck } from './store-check.ts';

const tenant = sampleTenant({ settings: { language: 'en', nested: { on: [true] } } });
const samePlatform = sampleTenant({ id: otherTenantId, slug: 'meadow' });
const sameSlug = sampleTenant({ id: otherTenantId, platformId: platformId('2') });

export const tenantChecks: readonly StoreCheck[] = [
  storeCheck('tenants: one that is created is found in every way', async ({ repositories }) => {
    const { tenants } = repositories;
    expect(await tenants.create(tenant)).toBe('created');
    expect(await tenants.find(tenant.id)).toEqual(tenant);
    expect(await tenants.findBySlug(tenant.slug)).toEqual(tenant);
    expect(await tenants.findByPlatform(tenant.platform, tenant.platformId)).toEqual(tenant);
    expect(await tenants.find(otherTenantId)).toBeNull();
    expect(await tenants.findBySlug('none')).toBeNull();
    expect(await tenants.findByPlatform('other', tenant.platformId)).toBeNull();
  }),

  storeCheck('tenants: a community can be stored once', async ({ repositories }) => {
    const { tenants } = repositories;
    await tenants.create(tenant);
    expect(await tenants.create(samePlatform)).toBe('platform_taken');
    expect(await tenants.find(otherTenantId)).toBeNull();
    const elsewhere = { ...samePlatform, platform: 'other' };
    expect(await tenants.create(elsewhere)).toBe('created');
  }),

  storeCheck('tenants: a slug can be taken once', async ({ repositories }) => {
    const { tenants } = repositories;
    await tenants.create(tenant);
    expect(await tenants.create(sameSlug)).toBe('slug_taken');
    expect(await tenants.find(otherTenantId)).toBeNull();
    expect(await tenants.findBySlug(tenant.slug)).toEqual(tenant);
  }),

  storeCheck('tenants: with both taken it is the platform', async ({ repositories }) => {
    await repositories.tenants.create(tenant);
    const both = sampleTenant({ id: otherTenantId });
    expect(await repositories.tenants.create(both)).toBe('platform_taken');
  }),

  storeCheck('tenants: a transaction goes on after one that was taken', async (store) => {
    await store.repositories.tenants.create(tenant);
    await store.transaction(async ({ tenants }) => {
      expect(await tenants.create(samePlatform)).toBe('platform_taken');
      expect(await tenants.create(sameSlug)).toBe('slug_taken');
      const free = { ...samePlatform, platformId: platformId('3') };
      expect(await tenants.create(free)).toBe('created');
    });
    expect(await store.repositories.tenants.findBySlug('meadow')).toMatchObject({
      id: otherTenantId,
    });
  }),

  storeCheck('tenants: recordSynced notes when', async ({ repositories }) => {
    const { tenants } = repositories;
    await tenants.create(tenant);
    await tenants.create({ ...samePlatform, platform: 'other' });
    await tenants.recordSynced(tenantId, at(30));
    expect((await tenants.find(tenantId))?.lastSyncedAt).toEqual(at(30));
    expect((await tenants.find(otherTenantId))?.lastSyncedAt).toBeNull();
  }),

  storeCheck('tenants: are listed by id, page after page', async ({ repositories }) => {
    const { tenants } = repositories;
    const ids = [3, 1, 5, 2, 4].map(tenantIdOf);
    for (const [index, id] of ids.entries()) {
      const unique = { id, slug: `t${index}`, platformId: platformId(`${index}`) };
      await tenants.create(sampleTenant(unique));
    }
    for (const limit of [1, 2, 5, 6]) {
      const listed: TenantId[] = [];
      while (listed.length <= 5) {
        const page = await tenants.list({ after: listed.at(-1) ?? null, limit });
        if (page.length === 0) break;
        expect(page.length).toBeLessThanOrEqual(limit);
        listed.push(...page.map(({ id }) => id));
      }
      expect(listed).toEqual([1, 2, 3, 4, 5].map(tenantIdOf));
    }
  }),

  storeCheck('tenants: a change changes what is given alone', async ({ repositories }) => {
    const { tenants } = repositories;
    await tenants.create(tenant);
    const paused = { ...tenant, status: 'paused', updatedAt: at(5) } as const;
    expect(await tenants.update(tenantId, { status: 'paused' }, at(5))).toEqual(paused);
    const all = { name: 'Meadow', slug: 'meadow', status: 'active', settings: { a: [1] } } as const;
    const changed = { ...tenant, ...all, updatedAt: at(6) };
    expect(await tenants.update(tenantId, all, at(6))).toEqual(changed);
    expect(await tenants.find(tenantId)).toEqual(changed);
    expect(await tenants.update(tenantId, { slug: 'meadow' }, at(7))).toMatchObject({
      slug: 'meadow',
    });
    expect(await tenants.update(otherTenantId, all, at(8))).toBeNull();
  }),

  storeCheck('tenants: a change to a taken slug changes nothing', async (store) => {
    const { tenants } = store.repositories;
    const other = { ...samePlatform, platformId: platformId('2') };
    await tenants.create(tenant);
    await tenants.create(other);
    await store.transaction(async (within) => {
      const changes = { slug: tenant.slug, name: 'Lost' };
      expect(await within.tenants.update(otherTenantId, changes, at(5))).toBe('slug_taken');
      await within.tenants.recordSynced(tenantId, at(6));
    });
    expect(await tenants.find(otherTenantId)).toEqual(other);
    expect((await tenants.find(tenantId))?.lastSyncedAt).toEqual(at(6));
  }),

  storeCheck('tenants: a standing tells how the last run ended', async ({ repositories }) => {
    const { tenants, runs, runLeases } = repositories;
    await tenants.create(tenant);
    await tenants.create({ ...samePlatform, platformId: platformId('2') });
    await tenants.recordSynced(tenantId, at(30));
    const { id, platform, status, createdAt } = tenant;
    const standing = { id, platform, status, createdAt, lastSyncedAt: at(30) };
    expect(await tenants.standings()).toContainEqual({ tenant: standing, lastEnding: null });
    await runs.createUnlessActive(sampleRun());
    await endRun(runLeases, runId(1), at(10));
    await runs.createUnlessActive(sampleRun({ id: runId(2), queuedAt: at(11) }));
    const error = { code: 'unauthorized', message: 'No.' };
    await runLeases.finish(await claimRun(runLeases, runId(2)), {
      status: 'failed',
      error,
      at: at(12),
    });
    await runs.createUnlessActive(sampleRun({ id: runId(3), queuedAt: at(13) }));
    const last = { tenant: standing, lastEnding: { status: 'failed', errorCode: 'unauthorized' } };
    const all = await tenants.standings();
    expect(all).toHaveLength(2);
    expect<unknown>(all).toContainEqual(last);
  }),

  storeCheck('tenants: one is removed with all its rows, and no other’s', async (store) => {
    const { repositories } = store;
    const { tenants } = repositories;
    await tenants.create(tenant);
    await tenants.create({ ...samePlatform, platformId: platformId('2') });
    await fill(repositories, tenantId, 1);
    await fill(repositories, otherTenantId, 2);
    for (;;) {
      const removed = await tenants.removeRows(tenantId, 2);
      expect(removed).toBeWithin(0, 3);
      if (removed === 0) break;
    }
    expect(await rowsOf(repositories, tenantId, 1)).toEqual([]);
    expect(await rowsOf(repositories, otherTenantId, 2)).toHaveLength(17);
    expect(await tenants.find(tenantId)).not.toBeNull();
    expect(await tenants.remove(tenantId)).toBe(true);
    expect(await tenants.remove(tenantId)).toBe(false);
    expect(await tenants.find(tenantId)).toBeNull();
    expect(await tenants.find(otherTenantId)).not.toBeNull();
  }),
];

const messageIds = ['100', '101', '102'].map(messageId);

function tenantIdOf(number: number): TenantId {
  return `0190a000-0000-7000-8000-${String(number).padStart(12, '0')}` as TenantId;
}

/** Rows of every kind. `number` tells what must be told apart. */
async function fill(
  { channels, messages, attachments, reactions, progress, runs, errors, apiKeys }: Repositories,
  of: TenantId,
  number: number,
): Promise<void> {
  await channels.upsert([sampleChannel({ tenantId: of })]);
  const batch = messageIds.map((id) =>
    sampleMessage({ tenantId: of, id, reactionCounts: [thumbs(1)] }),
  );
  await messages.upsert(batch.map((message) => ({ ...message, content: 'before' })));
  await messages.upsert(batch.map((message) => ({ ...message, platformEditedAt: at(1) })));
  const keys = batch.map(({ id, channelId }) => ({ channelId, messageId: id }));
  const files = messageIds.map((id) => sampleAttachment({ tenantId: of, messageId: id }));
  await attachments.replace(of, keys, files);
  const userHashes = [userHash('bob')];
  const emoji = { emojiType: 'standard', emojiValue: '👍', userHashes } as const;
  await reactions.replace(
    of,
    keys.map((key) => ({ ...key, emoji: [emoji] })),
  );
  await progress.advance(of, [
    { checkpoint: checkpointAt('102'), ...{ syncStatus: 'complete', added: 3, at: at(1) } },
  ]);
  await runs.createUnlessActive(sampleRun({ id: runId(number), tenantId: of }));
  await errors.add([sampleError({ tenantId: of, runId: runId(number) })]);
  const id = `0190c000-0000-7000-8000-00000000000${number}` as ApiKeyId;
  await apiKeys.create(sampleKey({ id, tenantId: of, keyHash: userHash(`key ${number}`) }));
}

/** What is left of what `fill` stored, wherever it can be asked for. */
async function rowsOf(
  { channels, messages, attachments, reactions, progress, runs, errors, apiKeys }: Repositories,
  of: TenantId,
  number: number,
): Promise<unknown[]> {
  const channel = channelId('10');
  const ofMessages = await Promise.all(
    messageIds.map(async (id) => [
      await messages.find(of, channel, id),
      ...(await messages.revisionsOf(of, channel, id)),
      ...(await attachments.listOf(of, { channelId: channel, messageId: id })),
      ...(await reactions.listOf(of, channel, id)),
    ]),
  );
  const found = [
    ...ofMessages.flat(),
    await channels.find(of, channel),
    await runs.find(runId(number)),
    ...(await progress.find(of, [channel])),
    ...(await errors.listOf(of, runId(number), { after: null, limit: 10 })),
    ...(await apiKeys.list(of, { after: null, limit: 10 })),
  ];
  return found.filter((row) => row !== null);
}
