import { createHash } from 'node:crypto';
import { type Answer, jsonAnswer } from './answer.ts';

export interface RateLimit {
  readonly limit: number;
  readonly windowMs: number;
}

export interface RateLimits {
  /** Of all requests together. */
  readonly globalPerSecond?: number;
  /** Of the pages of one channel. */
  readonly messagesPerChannel?: RateLimit;
  /** Of every other bucket. */
  readonly routes?: RateLimit;
}

/** What a request may: go on and answer with these headers, or be refused. */
export type Verdict =
  | { readonly headers: Readonly<Record<string, string>>; readonly refusal: null }
  | { readonly refusal: Answer };

interface Window {
  endsMs: number;
  used: number;
}

/** Announced where nothing is enforced: far off, and never empty. */
const UNENFORCED: RateLimit = { limit: 1000, windowMs: 1000 };
const MESSAGES = 'GET /channels/{channel}/messages';
/** Templates that share a bucket's hash with others. */
const SHARED_HASH: Readonly<Record<string, string>> = {
  'GET /channels/{channel}/threads/archived/public': 'archived threads',
  'GET /channels/{channel}/threads/archived/private': 'archived threads',
};

/** Counts requests in fixed windows, by bucket and together. */
export class RateLimiter {
  readonly #limits: RateLimits;
  readonly #now: () => number;
  readonly #windows = new Map<string, Window>();

  constructor(limits: RateLimits, now: () => number) {
    this.#limits = limits;
    this.#now = now;
  }

  /** `topLevelId`: the guild or channel that the path begins with, if any. */
  take(template: string, topLevelId: string): Verdict {
    const now = this.#now();
    const together = this.#globalWindow(now);
    if (together !== null && together.used >= (this.#limits.globalPerSecond ?? 0)) {
      return { refusal: limitedAnswer('global', together.endsMs - now) };
    }
    const hash = bucketHash(template);
    const limit = this.#limitOf(template);
    if (limit === undefined) {
      return this.#passed(together, bucketHeaders({ hash, used: 1, now, ...UNENFORCED }));
    }
    const window = this.#window(`${hash}:${topLevelId}`, limit.windowMs, now);
    const bucket = { hash, now, limit: limit.limit, windowMs: window.endsMs - now };
    if (window.used >= limit.limit) {
      const headers = bucketHeaders({ ...bucket, used: limit.limit });
      return { refusal: limitedAnswer('user', bucket.windowMs, headers) };
    }
    window.used += 1;
    return this.#passed(together, bucketHeaders({ ...bucket, used: window.used }));
  }

  #passed(together: Window | null, headers: Readonly<Record<string, string>>): Verdict {
    if (together !== null) together.used += 1;
    return { headers, refusal: null };
  }

  #limitOf(template: string): RateLimit | undefined {
    return template === MESSAGES ? this.#limits.messagesPerChannel : this.#limits.routes;
  }

  #globalWindow(now: number): Window | null {
    return this.#limits.globalPerSecond === undefined ? null : this.#window('global', 1000, now);
  }

  #window(key: string, lengthMs: number, now: number): Window {
    const open = this.#windows.get(key);
    if (open !== undefined && now < open.endsMs) return open;
    const window = { endsMs: now + lengthMs, used: 0 };
    this.#windows.set(key, window);
    return window;
  }
}

/** The bucket's name without the guild or channel that it counts for. */
export function bucketHash(template: string): string {
  return createHash('md5')
    .update(SHARED_HASH[template] ?? template)
    .digest('hex');
}

export interface BucketState extends RateLimit {
  readonly hash: string;
  readonly used: number;
  readonly now: number;
}

/** `windowMs`: what is left of it. */
export function bucketHeaders({ hash, limit, used, now, windowMs }: BucketState): {
  readonly [header: string]: string;
} {
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(limit - used),
    'x-ratelimit-reset': ((now + windowMs) / 1000).toFixed(3),
    'x-ratelimit-reset-after': (windowMs / 1000).toFixed(3),
    'x-ratelimit-bucket': hash,
  };
}

/** `Retry-After` is in whole seconds, rounded up. */
export function limitedAnswer(
  scope: 'user' | 'global' | 'shared',
  retryMs: number,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  const global = scope === 'global';
  const message = global ? 'You are being rate limited globally.' : 'You are being rate limited.';
  const body = { message, retry_after: retryMs / 1000, global };
  return jsonAnswer(429, body, {
    ...headers,
    'x-ratelimit-scope': scope,
    ...(global ? { 'x-ratelimit-global': 'true' } : {}),
    'retry-after': String(Math.ceil(retryMs / 1000)),
  });
}
