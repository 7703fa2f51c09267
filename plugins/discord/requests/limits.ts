import { LimitedAnswer, type LimitScope } from './errors.ts';

/** The limit that an answer tells of, or null. */
export function limitOf({
  status,
  headers,
}: Pick<Response, 'status' | 'headers'>): LimitedAnswer | null {
  if (status === 429) return new LimitedAnswer(scopeOf(headers), retryAfterMs(headers));
  const isJson = headers.get('content-type')?.startsWith('application/json') ?? false;
  // Discord refuses in JSON; a page of HTML is Cloudflare's, and says nothing about permissions.
  if (status === 403 && !isJson) return new LimitedAnswer('cloudflare', retryAfterMs(headers));
  return null;
}

/**
 * The headers of an answer as they would be `passedMs` later. What Discord announces counts from
 * the answer's making: the way here, the body's arrival and the next request's way have passed, or
 * will have.
 */
export function resetSooner(headers: Headers, passedMs: number): Headers {
  const announced = headers.get('x-ratelimit-reset-after');
  const seconds = Number(announced);
  if (announced === null || !Number.isFinite(seconds)) return headers;
  const sooner = new Headers(headers);
  sooner.set('x-ratelimit-reset-after', String(Math.max(0, seconds - passedMs / 1_000)));
  return sooner;
}

function scopeOf(headers: Headers): LimitScope {
  const scope = headers.get('x-ratelimit-scope');
  if (headers.has('x-ratelimit-global') || scope === 'global') return 'global';
  if (scope === 'user' || scope === 'shared') return scope;
  return headers.has('x-ratelimit-bucket') || headers.has('x-ratelimit-limit')
    ? 'user'
    : 'cloudflare';
}

function retryAfterMs(headers: Headers): number | null {
  const seconds = Number(headers.get('retry-after'));
  return Number.isFinite(seconds) && seconds > 0 ? Math.ceil(seconds * 1000) : null;
}
