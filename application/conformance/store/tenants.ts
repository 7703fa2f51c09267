import { expect } from 'bun:test';
import type { ApiKeyId } from '@annals/domain';
import {
  at,
  otherTenantId,
  platformId,
  sampleKey,
  sampleTenant,
  tenantId,
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

  storeCheck('api keys: a key reads back whole, gone ones too', async ({ repositories }) => {
    const plain = sampleKey();
    const spent = sampleKey({
      id: '0190c000-0000-7000-8000-000000000002' as ApiKeyId,
      tenantId,
      keyHash: userHash('spent'),
      expiresAt: at(1),
      revokedAt: at(2),
      lastUsedAt: at(3),
    });
    await repositories.apiKeys.create(plain);
    await repositories.apiKeys.create(spent);
    expect(await repositories.apiKeys.findByHash(plain.keyHash)).toEqual(plain);
    expect(await repositories.apiKeys.findByHash(spent.keyHash)).toEqual(spent);
    expect(await repositories.apiKeys.findByHash(userHash('none'))).toBeNull();
  }),

  storeCheck('api keys: an admin key counts while it is valid', async ({ repositories }) => {
    const { apiKeys } = repositories;
    const keyOf = (number: number, given: Parameters<typeof sampleKey>[0]) =>
      sampleKey({
        id: `0190c000-0000-7000-8000-00000000000${number}` as ApiKeyId,
        keyHash: userHash(`key ${number}`),
        ...given,
      });
    expect(await apiKeys.hasActiveAdminKey(at(0))).toBe(false);
    await apiKeys.create(keyOf(1, { tenantId }));
    await apiKeys.create(keyOf(2, { revokedAt: at(-1) }));
    expect(await apiKeys.hasActiveAdminKey(at(0))).toBe(false);
    await apiKeys.create(keyOf(3, { expiresAt: at(10) }));
    expect(await apiKeys.hasActiveAdminKey(at(9))).toBe(true);
    expect(await apiKeys.hasActiveAdminKey(at(10))).toBe(false);
    await apiKeys.create(keyOf(4, {}));
    expect(await apiKeys.hasActiveAdminKey(at(11))).toBe(true);
  }),
];
