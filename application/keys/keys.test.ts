import { beforeEach, describe, expect, test } from 'bun:test';
import type { TenantId } from '@annals/domain';
import { CoreOnFakes } from '../runs/testing/core-on-fakes.ts';
import { authenticateKey } from './authenticate-key.ts';
import { issueApiKey, issueFirstAdminKey } from './issue-api-key.ts';

const tenantId = '0190a000-0000-7000-8000-000000000001' as TenantId;
let core: CoreOnFakes;
beforeEach(() => {
  core = new CoreOnFakes();
});

function holderOf(key: string, adminKey: string | null = null) {
  return authenticateKey({ ...core, adminKey }, key);
}

function issue(change: { tenantId?: TenantId; expiresAt?: Date } = {}) {
  return issueApiKey(core, { tenantId: null, name: 'a key', expiresAt: null, ...change });
}

describe('a key', () => {
  test('speaks for whom it was made, and is kept as a hash alone', async () => {
    const admin = await issue();
    const tenants = await issue({ tenantId });
    const keyId = tenants.apiKey.id;
    expect(await holderOf(tenants.key)).toEqual({ kind: 'tenant', tenantId, keyId });
    expect(await holderOf(admin.key)).toEqual({ kind: 'admin', keyId: admin.apiKey.id });
    expect(admin.key).toStartWith('annals_');
    expect(admin.apiKey.prefix).toBe(admin.key.slice(0, 'annals_'.length + 6));
    const kept = await core.store.repositories.apiKeys.list(null, { after: null, limit: 9 });
    expect(JSON.stringify(kept)).not.toContain(admin.key);
  });

  test('opens nothing when it is unknown, or part of one that is known', async () => {
    const { key, apiKey } = await issue();
    for (const wrong of [
      '',
      'annals_x',
      apiKey.prefix,
      apiKey.keyHash,
      `${key} `,
      key.slice(0, -1),
    ]) {
      expect(await holderOf(wrong)).toBeNull();
    }
  });

  test('ends when it expires, to the millisecond', async () => {
    const expiresAt = new Date(core.clock.now().getTime() + 1_000);
    const { key } = await issue({ expiresAt });
    await core.clock.advance(999);
    expect(await holderOf(key)).not.toBeNull();
    await core.clock.advance(1);
    expect(await holderOf(key)).toBeNull();
  });

  test('ends when it is revoked', async () => {
    const { key, apiKey } = await issue();
    await core.store.repositories.apiKeys.revoke(null, apiKey.id, core.clock.now());
    expect(await holderOf(key)).toBeNull();
  });

  test('is noted when it is used, once a minute at most', async () => {
    const { key, apiKey } = await issue();
    const usedAt = async () =>
      (await core.store.repositories.apiKeys.findByHash(apiKey.keyHash))?.lastUsedAt;
    const written: string[] = [];
    core.store.beforeCall = async (call) => {
      if (call === 'apiKeys.recordUse') written.push(call);
    };
    const first = core.clock.now();
    await holderOf(key);
    await core.clock.advance(59_999);
    await holderOf(key);
    expect(await usedAt()).toEqual(first);
    expect(written).toHaveLength(1);
    await core.clock.advance(2);
    await holderOf(key);
    expect(await usedAt()).toEqual(core.clock.now());
  });
});

describe('the key of the environment', () => {
  test('reaches everything, and nothing when there is none', async () => {
    expect(await holderOf('chosen', 'chosen')).toEqual({ kind: 'admin', keyId: 'environment' });
    expect(await holderOf('chosen ', 'chosen')).toBeNull();
    expect(await holderOf('chosen', null)).toBeNull();
  });
});

describe('a first admin key', () => {
  test('is made when there is none that is good, once', async () => {
    const key = await issueFirstAdminKey(core);
    expect(await holderOf(key ?? '')).toMatchObject({ kind: 'admin' });
    expect(await issueFirstAdminKey(core)).toBeNull();
  });

  test('is made by whoever looks first: no other looks meanwhile', async () => {
    const asked: string[] = [];
    core.store.beforeCall = async (call) => {
      asked.push(call);
    };
    await issueFirstAdminKey(core);
    expect(asked).toEqual(['apiKeys.lockAdminKeys', 'apiKeys.hasActiveAdminKey', 'apiKeys.create']);
  });
});
