import { createHash, createHmac } from 'node:crypto';
import type { PlatformUserId, UserHash } from './ids.ts';

/** Some megabytes at most, however many people a community has. */
const MOST_KNOWN = 20_000;

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
  /** By id, those used last at the end: few people write most of what there is. */
  readonly #known = new Map<PlatformUserId, UserHash>();

  constructor(key: string | null = null) {
    this.#key = key;
  }

  hash(userId: PlatformUserId): UserHash {
    const known = this.#known.get(userId);
    if (known !== undefined) {
      this.#known.delete(userId);
      this.#known.set(userId, known);
      return known;
    }
    const hash = this.#digest(userId);
    this.#known.set(userId, hash);
    if (this.#known.size > MOST_KNOWN) {
      const [oldest = userId] = this.#known.keys();
      this.#known.delete(oldest);
    }
    return hash;
  }

  #digest(userId: PlatformUserId): UserHash {
    const digest = this.#key === null ? createHash('sha256') : createHmac('sha256', this.#key);
    return digest.update(userId).digest('hex') as UserHash;
  }
}
