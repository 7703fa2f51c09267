import { createHash, createHmac } from 'node:crypto';
import type { PlatformUserId, UserHash } from './ids.ts';

/** Twice as many are kept: some megabytes, however many people a community has. */
const MOST_KNOWN = 10_000;

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
  /** By id: few people write most of what there is. */
  #known = new Map<PlatformUserId, UserHash>();
  /** What was known before there were too many; those met again are taken over. */
  #knownBefore = new Map<PlatformUserId, UserHash>();

  constructor(key: string | null = null) {
    this.#key = key;
  }

  hash(userId: PlatformUserId): UserHash {
    const known = this.#known.get(userId);
    if (known !== undefined) return known;
    const hash = this.#knownBefore.get(userId) ?? this.#digest(userId);
    if (this.#known.size >= MOST_KNOWN) {
      this.#knownBefore = this.#known;
      this.#known = new Map();
    }
    this.#known.set(userId, hash);
    return hash;
  }

  #digest(userId: PlatformUserId): UserHash {
    const digest = this.#key === null ? createHash('sha256') : createHmac('sha256', this.#key);
    return digest.update(userId).digest('hex') as UserHash;
  }
}
