import { expect } from 'bun:test';
import type { TenantReading } from '../../ports/tenant-reading.ts';
import type { UnitOfWork } from '../../ports/unit-of-work.ts';
import { claimRun } from './run-steps.ts';
import {
  at,
  channelId,
  messageId,
  otherTenantId,
  platformId,
  runId,
  sampleChannel,
  sampleError,
  sampleKey,
  sampleMessage,
  sampleRun,
  sampleTenant,
  tenantId,
} from './samples.ts';
import { type StoreCheck, storeCheck } from './store-check.ts';

const all = { after: null, limit: 10 };

/** A tenant with a finished run, its error, a queued run, a channel and a key. */
async function fill({ repositories }: UnitOfWork): Promise<void> {
  const { tenants, channels, messages, progress, runs, runLeases, errors, apiKeys } = repositories;
  await tenants.create(sampleTenant());
  await tenants.create(
    sampleTenant({ id: otherTenantId, slug: 'elsewhere', platformId: platformId('2') }),
  );
  await channels.upsert([sampleChannel()]);
  await messages.upsert([sampleMessage()]);
  const listing = { channelId: channelId('10'), newestMessageId: messageId('9'), pending: true };
  await progress.recordListing(tenantId, [listing]);
  await runs.createUnlessActive(sampleRun());
  const lease = await claimRun(runLeases, runId(1));
  await errors.add([sampleError()]);
  await runLeases.finish(lease, { status: 'succeeded', error: null, at: at(5) });
  await runs.createUnlessActive(sampleRun({ id: runId(2), queuedAt: at(6) }));
  await apiKeys.create(sampleKey({ tenantId }));
}

/** Everything there is to be read of the tenant, by whoever asks. */
async function readAll({ tenants, progress, runs, errors, figures, apiKeys }: TenantReading) {
  return {
    tenant: (await tenants.find(tenantId))?.id ?? null,
    bySlug: (await tenants.findBySlug('garden'))?.id ?? null,
    channels: (await progress.list(tenantId, all)).length,
    run: (await runs.find(runId(1)))?.id ?? null,
    active: (await runs.findActive(tenantId))?.id ?? null,
    runs: (await runs.list(tenantId, { before: null, limit: 10 })).length,
    errors: (await errors.listOf(tenantId, runId(1), all)).length,
    keys: (await apiKeys.list(tenantId, all)).length,
    newest: (await runs.latestOf([tenantId])).length,
    figures: [
      (await figures.lastFinishedRuns([tenantId])).length,
      (await figures.storedSince([tenantId], at(0))).length,
      (await figures.messagesPerDay(tenantId, at(0))).length,
      (await figures.errorCauses(tenantId, at(0))).length,
    ],
  };
}

export const tenantReadingChecks: readonly StoreCheck[] = [
  storeCheck('reading as a tenant: all that is its own is there', async (store) => {
    await fill(store);
    expect(await store.readAs(tenantId, readAll)).toEqual({
      ...{ tenant: tenantId, bySlug: tenantId, channels: 1, errors: 1, keys: 1, runs: 2 },
      ...{ run: runId(1), active: runId(2), newest: 1, figures: [1, 1, 1, 1] },
    });
  }),

  storeCheck('reading as a tenant: nothing is there that is another’s', async (store) => {
    await fill(store);
    expect(await store.readAs(otherTenantId, readAll)).toEqual({
      ...{ tenant: null, bySlug: null, channels: 0, errors: 0, keys: 0, runs: 0 },
      ...{ run: null, active: null, newest: 0, figures: [0, 0, 0, 0] },
    });
  }),

  storeCheck('reading as a tenant: admin keys are not there', async (store) => {
    await store.repositories.apiKeys.create(sampleKey());
    expect(await store.repositories.apiKeys.list(null, all)).toHaveLength(1);
    expect(await store.readAs(tenantId, ({ apiKeys }) => apiKeys.list(null, all))).toEqual([]);
  }),

  storeCheck('reading as a tenant: is over when it is over', async (store) => {
    await fill(store);
    await store.readAs(otherTenantId, readAll);
    expect(await readAll(store.repositories)).toMatchObject({ tenant: tenantId, runs: 2 });
    await store.repositories.channels.upsert([sampleChannel({ name: 'renamed' })]);
  }),

  storeCheck('reading as a tenant: many at once see each their own', async (store) => {
    await fill(store);
    const readers = Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? tenantId : otherTenantId));
    const seen = await Promise.all(
      readers.map((reader) => store.readAs(reader, async ({ tenants }) => tenants.find(tenantId))),
    );
    expect(seen.map((tenant) => tenant?.id ?? otherTenantId)).toEqual(readers);
  }),

  storeCheck('reading as a tenant: passes value and error of the reading on', async (store) => {
    const value = { anything: [1, 2] };
    expect(await store.readAs(tenantId, async () => value)).toBe(value);
    const failing = store.readAs(tenantId, async () => {
      throw new Error('mine');
    });
    await expect(failing).rejects.toThrow('mine');
  }),
];
