import { LimitedAnswer, type LimitScope } from './errors.ts';

/** The limit that an answer tells of, or null. */
export function limitOf(response: Response): LimitedAnswer | null {
  const { status, headers } = response;
  if (status === 429) return new LimitedAnswer(scopeOf(headers), retryAfterMs(headers));
  const isJson = headers.get('content-type')?.startsWith('application/json') ?? false;
  // Discord refuses in JSON; a page of HTML is Cloudflare's, and says nothing about permissions.
  if (status === 403 && !isJson) return new LimitedAnswer('cloudflare', retryAfterMs(headers));
  return null;
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
  const seconds = Number(headers.get('retry-after') ?? headers.get('x-ratelimit-reset-after'));
  return Number.isFinite(seconds) && seconds > 0 ? Math.ceil(seconds * 1000) : null;
}
