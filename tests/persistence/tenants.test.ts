import { expect, setDefaultTimeout, test } from 'bun:test';
import type { ApiKeyId } from '@annals/domain';
import { TestArchive } from './archive.ts';
import { noon, sampleMessages, sampleTenant } from './sample-rows.ts';

setDefaultTimeout(60_000);

test('of two that ask for one slug at once the second is told that it is taken', async () => {
  await using archive = await TestArchive.open();
  const [one, two] = [sampleTenant(), sampleTenant()];
  for (const tenant of [one, two]) await archive.repositories.tenants.create(tenant);
  let second: Promise<unknown> = Promise.resolve();
  await archive.unitOfWork.transaction(async ({ tenants }) => {
    await tenants.update(one.id, { slug: 'same' }, noon);
    second = archive.repositories.tenants.update(two.id, { slug: 'same' }, noon);
    await archive.untilSomebodyWaits();
  });
  expect(await second).toBe('slug_taken');
});

test('a key that is used while its tenant is removed is removed with it', async () => {
  await using archive = await TestArchive.open();
  const tenant = sampleTenant();
  const { tenants, apiKeys } = archive.repositories;
  await tenants.create(tenant);
  const id = crypto.randomUUID() as ApiKeyId;
  await apiKeys.create({
    ...{ id, tenantId: tenant.id, name: 'k', prefix: 'p', keyHash: 'a hash', createdAt: noon },
    ...{ expiresAt: null, revokedAt: null, lastUsedAt: null },
  });
  let removed: Promise<number> = Promise.resolve(0);
  await archive.unitOfWork.transaction(async (inside) => {
    await inside.apiKeys.recordUse(id, noon, noon);
    removed = tenants.removeRows(tenant.id, 10);
    await archive.untilSomebodyWaits();
  });
  expect(await removed).toBe(1);
  expect(await apiKeys.findByHash('a hash')).toBeNull();
});

test('a tenant that two remove at once is removed whole before either is told so', async () => {
  await using archive = await TestArchive.open();
  const tenant = sampleTenant();
  const { tenants, messages } = archive.repositories;
  await tenants.create(tenant);
  await messages.insert(sampleMessages(tenant.id, 3));
  let second: Promise<number> = Promise.resolve(0);
  await archive.unitOfWork.transaction(async (first) => {
    expect(await first.tenants.removeRows(tenant.id, 2)).toBe(2);
    second = tenants.removeRows(tenant.id, 2);
    await archive.untilSomebodyWaits();
  });
  expect(await second).toBe(1);
  expect(await tenants.removeRows(tenant.id, 2)).toBe(0);
});
