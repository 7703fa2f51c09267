import { expect } from 'bun:test';
import type { ApiKey, ApiKeyId } from '@annals/domain';
import type { ApiKeyRepository } from '../../ports/api-key-repository.ts';
import { at, otherTenantId, sampleKey, sampleTenant, tenantId, userHash } from './samples.ts';
import { type StoreCheck, storeCheck } from './store-check.ts';

export const apiKeyChecks: readonly StoreCheck[] = [
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

  storeCheck('api keys: of those that miss an admin key at once, one makes it', async (store) => {
    const makeIfMissing = (number: number, meanwhile: (apiKeys: ApiKeyRepository) => unknown) =>
      store.transaction(async ({ apiKeys }) => {
        await apiKeys.lockAdminKeys();
        if (await apiKeys.hasActiveAdminKey(at(0))) return false;
        await meanwhile(apiKeys);
        await apiKeys.create(keyOf(number, {}));
        return true;
      });
    const others: Promise<boolean>[] = [];
    const isFirst = await makeIfMissing(1, async (apiKeys) => {
      for (const number of [2, 3]) others.push(makeIfMissing(number, () => {}));
      // Time enough for others to ask, if they do not wait.
      for (let round = 0; round < 100; round += 1) await apiKeys.hasActiveAdminKey(at(0));
    });
    expect([isFirst, ...(await Promise.all(others))]).toEqual([true, false, false]);
  }),

  storeCheck('api keys: are listed by whose they are, page after page', async (store) => {
    const { apiKeys } = store.repositories;
    for (const number of [3, 1, 2]) await apiKeys.create(keyOf(number, { tenantId }));
    await apiKeys.create(keyOf(4, { revokedAt: at(1), expiresAt: at(2) }));
    await apiKeys.create(keyOf(5, { tenantId: otherTenantId }));
    const listed: ApiKeyId[] = [];
    while (listed.length <= 3) {
      const page = await apiKeys.list(tenantId, { after: listed.at(-1) ?? null, limit: 2 });
      if (page.length === 0) break;
      expect(page.length).toBeLessThanOrEqual(2);
      listed.push(...page.map(({ id }) => id));
    }
    expect(listed).toEqual([1, 2, 3].map(keyIdOf));
    const ofAdmins = await apiKeys.list(null, { after: null, limit: 10 });
    expect(ofAdmins).toEqual([keyOf(4, { revokedAt: at(1), expiresAt: at(2) })]);
  }),

  storeCheck('api keys: one is revoked by whose it is, once', async ({ repositories }) => {
    const { apiKeys, tenants } = repositories;
    const key = keyOf(1, { tenantId });
    await tenants.create(sampleTenant());
    await apiKeys.create(key);
    expect(await apiKeys.revoke(null, key.id, at(5))).toBeNull();
    expect(await apiKeys.revoke(otherTenantId, key.id, at(5))).toBeNull();
    expect(await apiKeys.findByHash(key.keyHash)).toEqual(key);
    const revoked = { ...key, revokedAt: at(6) };
    expect(await apiKeys.revoke(tenantId, key.id, at(6))).toEqual(revoked);
    expect(await apiKeys.revoke(tenantId, key.id, at(7))).toEqual(revoked);
    expect(await apiKeys.findByHash(key.keyHash)).toEqual(revoked);
    expect(await apiKeys.revoke(tenantId, keyIdOf(404), at(8))).toBeNull();
  }),

  storeCheck('api keys: use is noted, but not again too soon', async ({ repositories }) => {
    const { apiKeys } = repositories;
    const key = keyOf(1, {});
    await apiKeys.create(key);
    const usedAt = async () => (await apiKeys.findByHash(key.keyHash))?.lastUsedAt;
    await apiKeys.recordUse(key.id, at(10), at(0));
    expect(await usedAt()).toEqual(at(10));
    await apiKeys.recordUse(key.id, at(20), at(10));
    expect(await usedAt()).toEqual(at(10));
    await apiKeys.recordUse(key.id, at(30), at(11));
    expect(await usedAt()).toEqual(at(30));
  }),
];

function keyIdOf(number: number): ApiKeyId {
  return `0190c000-0000-7000-8000-${String(number).padStart(12, '0')}` as ApiKeyId;
}

function keyOf(number: number, given: Partial<ApiKey>): ApiKey {
  return sampleKey({ id: keyIdOf(number), keyHash: userHash(`key ${number}`), ...given });
}
