import { timingSafeEqual } from 'node:crypto';
import type { ApiKey, TenantId } from '@annals/domain';
import type { Clock } from '../ports/clock.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { hashKey } from './key-hash.ts';

/** Whom a key speaks for. */
export type KeyHolder =
  | { readonly kind: 'admin' }
  | { readonly kind: 'tenant'; readonly tenantId: TenantId };

export interface AuthenticateKeyParts {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  /** The admin key of the environment; null when there is none. */
  readonly adminKey: string | null;
}

/** Null for a key that is unknown, revoked or expired. */
export async function authenticateKey(
  { unitOfWork, clock, adminKey }: AuthenticateKeyParts,
  key: string,
): Promise<KeyHolder | null> {
  const keyHash = hashKey(key);
  if (adminKey !== null && isSame(keyHash, hashKey(adminKey))) return { kind: 'admin' };
  const stored = await unitOfWork.repositories.apiKeys.findByHash(keyHash);
  if (stored === null || !isActive(stored, clock.now())) return null;
  return stored.tenantId === null
    ? { kind: 'admin' }
    : { kind: 'tenant', tenantId: stored.tenantId };
}

/** Hashes of equal length, compared without telling by time how much of them is right. */
function isSame(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

function isActive({ revokedAt, expiresAt }: ApiKey, now: Date): boolean {
  return revokedAt === null && (expiresAt === null || expiresAt > now);
}
