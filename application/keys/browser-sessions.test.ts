import { beforeEach, describe, expect, test } from 'bun:test';
import type { TenantId } from '@annals/domain';
import { CoreOnFakes } from '../runs/testing/core-on-fakes.ts';
import { holderOfSession, signIn, signOut } from './browser-sessions.ts';
import { issueApiKey } from './issue-api-key.ts';

const tenantId = '0190a000-0000-7000-8000-000000000001' as TenantId;
const WEEK_MS = 7 * 24 * 60 * 60 * 1000;
let core: CoreOnFakes;
beforeEach(() => {
  core = new CoreOnFakes();
});

function partsWith(adminKey: string | null) {
  return { ...core, adminKey };
}

async function signInWith(change: { tenantId?: TenantId; expiresAt?: Date } = {}) {
  const given = { tenantId: null, name: 'a key', expiresAt: null, ...change };
  const { apiKey, key } = await issueApiKey(core, given);
  const signedIn = await signIn(partsWith(null), key);
  return { apiKey, key, token: signedIn?.token ?? '', signedIn };
}

function holderOf(token: string, adminKey: string | null = null) {
  return holderOfSession(partsWith(adminKey), token);
}

describe('a session', () => {
  test('speaks for the key that it was made with', async () => {
    const { token, apiKey, signedIn } = await signInWith({ tenantId });
    const holder = { kind: 'tenant', tenantId, keyId: apiKey.id } as const;
    expect(signedIn?.holder).toEqual(holder);
    expect(await holderOf(token)).toEqual(holder);
  });

  test('is not made for a key that is not good', async () => {
    expect(await signIn(partsWith('the key'), 'another key')).toBeNull();
    expect(await holderOf('')).toBeNull();
  });

  test('is kept without its token and without the key', async () => {
    const { token, key } = await signInWith();
    const kept = core.store.rowVersions().join('\n');
    expect(kept).toContain('browser_sessions');
    expect(kept).not.toContain(token);
    expect(kept).not.toContain(key);
    expect(await holderOf(key)).toBeNull();
  });

  test('ends after a week, to the millisecond, and is forgotten by the next', async () => {
    const { token } = await signInWith();
    await core.clock.advance(WEEK_MS - 1);
    expect(await holderOf(token)).not.toBeNull();
    await core.clock.advance(1);
    expect(await holderOf(token)).toBeNull();
    await signInWith();
    const kept = core.store.rowVersions().filter((row) => row.startsWith('browser_sessions'));
    expect(kept).toHaveLength(1);
  });

  test('ends with its key: revoked, or expired', async () => {
    const { token, apiKey } = await signInWith();
    const short = await signInWith({ expiresAt: new Date(core.clock.now().getTime() + 1_000) });
    await core.store.repositories.apiKeys.revoke(null, apiKey.id, core.clock.now());
    expect(await holderOf(token)).toBeNull();
    expect(await holderOf(short.token)).not.toBeNull();
    await core.clock.advance(1_000);
    expect(await holderOf(short.token)).toBeNull();
  });

  test('of the environment’s key ends when that is another one', async () => {
    const signedIn = await signIn(partsWith('first'), 'first');
    const token = signedIn?.token ?? '';
    expect(await holderOf(token, 'first')).toEqual({ kind: 'admin', keyId: 'environment' });
    expect(await holderOf(token, 'second')).toBeNull();
  });

  test('ends at once when its browser signs out, and no other with it', async () => {
    const [mine, theirs] = [await signInWith(), await signInWith()];
    await signOut(core, mine.token);
    expect(await holderOf(mine.token)).toBeNull();
    expect(await holderOf(theirs.token)).not.toBeNull();
  });
});
