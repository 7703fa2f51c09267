import { createHash, createHmac } from 'node:crypto';
import type { PlatformUserId, UserHash } from './ids.ts';

export interface IdHasher {
  /** The same id always gives the same hash, over all tenants and platforms. */
  hash(userId: PlatformUserId): UserHash;
}

/**
 * SHA-256 of the id's text, without a salt, so that one person is one hash everywhere; with a
 * key, HMAC-SHA-256, so that nobody without the key can find out an id by trying them all.
 */
export class CryptoIdHasher implements IdHasher {
  readonly #key: string | null;

  constructor(key: string | null = null) {
    this.#key = key;
  }

  hash(userId: PlatformUserId): UserHash {
    const digest = this.#key === null ? createHash('sha256') : createHmac('sha256', this.#key);
    return digest.update(userId).digest('hex') as UserHash;
  }
}
