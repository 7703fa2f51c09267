import { timingSafeEqual } from 'node:crypto';
import type { ApiKey, TenantId } from '@annals/domain';
import type { Clock } from '../ports/clock.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { hashKey } from './key-hash.ts';

/** Whom a key speaks for. */
export type KeyHolder = {
  /** The stored key's id, or `environment`. */
  readonly keyId: string;
} & ({ readonly kind: 'admin' } | { readonly kind: 'tenant'; readonly tenantId: TenantId });

/** Use is noted this often at most: asking must not cost a write. */
const NOTE_USE_EVERY_MS = 60_000;

export interface AuthenticateKeyParts {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  /** The admin key of the environment; null when there is none. */
  readonly adminKey: string | null;
}

/** Null for a key that is unknown, revoked or expired. */
export async function authenticateKey(
  parts: AuthenticateKeyParts,
  key: string,
): Promise<KeyHolder | null> {
  return await holderOfHash(parts, hashKey(key));
}

/** The same for who has shown the key before: its hash is known. */
export async function holderOfHash(
  { unitOfWork, clock, adminKey }: AuthenticateKeyParts,
  keyHash: string,
): Promise<KeyHolder | null> {
  if (adminKey !== null && isSame(keyHash, hashKey(adminKey)))
    return { kind: 'admin', keyId: 'environment' };
  const stored = await unitOfWork.repositories.apiKeys.findByHash(keyHash);
  const now = clock.now();
  if (stored === null || !isActive(stored, now)) return null;
  await noteUse(unitOfWork, stored, now);
  const { id: keyId, tenantId } = stored;
  return tenantId === null ? { kind: 'admin', keyId } : { kind: 'tenant', keyId, tenantId };
}

/** Hashes of equal length, compared without telling by time how much of them is right. */
function isSame(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

function isActive({ revokedAt, expiresAt }: ApiKey, now: Date): boolean {
  return revokedAt === null && (expiresAt === null || expiresAt > now);
}

async function noteUse({ repositories }: UnitOfWork, key: ApiKey, now: Date): Promise<void> {
  const unlessSince = new Date(now.getTime() - NOTE_USE_EVERY_MS);
  if (key.lastUsedAt !== null && key.lastUsedAt >= unlessSince) return;
  await repositories.apiKeys.recordUse(key.id, now, unlessSince);
}
