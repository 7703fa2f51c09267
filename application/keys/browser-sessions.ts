import type { Clock } from '../ports/clock.ts';
import type { IdSource } from '../ports/id-source.ts';
import { type AuthenticateKeyParts, holderOfHash, type KeyHolder } from './authenticate-key.ts';
import { hashKey } from './key-hash.ts';

/** A week: long enough for a screen on the wall, short enough for a laptop that is left behind. */
const SESSION_MS = 7 * 24 * 60 * 60 * 1000;

export interface SignInParts extends AuthenticateKeyParts {
  readonly clock: Clock;
  readonly ids: Pick<IdSource, 'secret'>;
}

export interface SignedIn {
  readonly holder: KeyHolder;
  /** For the browser to show from now on; told this once. */
  readonly token: string;
  readonly expiresAt: Date;
}

/** Makes a session for a key. Null for a key that is unknown, revoked or expired. */
export async function signIn(parts: SignInParts, key: string): Promise<SignedIn | null> {
  const keyHash = hashKey(key);
  const holder = await holderOfHash(parts, keyHash);
  if (holder === null) return null;
  const { browserSessions } = parts.unitOfWork.repositories;
  const createdAt = parts.clock.now();
  const expiresAt = new Date(createdAt.getTime() + SESSION_MS);
  const token = parts.ids.secret();
  await browserSessions.removeExpired(createdAt);
  await browserSessions.create({ tokenHash: hashKey(token), keyHash, expiresAt, createdAt });
  return { holder, token, expiresAt };
}

/** Whom a session speaks for: null once it, or the key that it was made with, has ended. */
export async function holderOfSession(
  parts: AuthenticateKeyParts,
  token: string,
): Promise<KeyHolder | null> {
  const session = await parts.unitOfWork.repositories.browserSessions.findByHash(hashKey(token));
  if (session === null || session.expiresAt <= parts.clock.now()) return null;
  return await holderOfHash(parts, session.keyHash);
}

/** Ends a session. One that is not there is ended already. */
export async function signOut(
  { unitOfWork }: Pick<AuthenticateKeyParts, 'unitOfWork'>,
  token: string,
): Promise<void> {
  await unitOfWork.repositories.browserSessions.remove(hashKey(token));
}
