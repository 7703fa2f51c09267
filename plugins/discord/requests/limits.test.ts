import { describe, expect, test } from 'bun:test';
import type { LimitScope } from './errors.ts';
import { limitOf, resetSooner } from './limits.ts';

const json = { 'content-type': 'application/json' };
const html = { 'content-type': 'text/html' };
const bucket = { 'x-ratelimit-bucket': 'b' };

describe('the limit that an answer tells of', () => {
  test.each<[number, Record<string, string>, LimitScope | null]>([
    [429, { 'x-ratelimit-scope': 'user' }, 'user'],
    [429, { ...bucket, 'x-ratelimit-scope': 'shared' }, 'shared'],
    [429, { ...bucket, 'x-ratelimit-scope': 'global' }, 'global'],
    [429, { ...bucket, 'x-ratelimit-global': 'true' }, 'global'],
    [429, bucket, 'user'],
    [429, { 'x-ratelimit-limit': '5' }, 'user'],
    [429, json, 'cloudflare'],
    [403, html, 'cloudflare'],
    [403, {}, 'cloudflare'],
    [403, json, null],
    [404, html, null],
    [200, { ...json, ...bucket }, null],
  ])('%d with %p: %p', (status, headers, scope) => {
    expect(limitOf(new Response(null, { status, headers }))?.scope ?? null).toBe(scope);
  });

  test.each<[Record<string, string>, number | null]>([
    [{ 'retry-after': '1.0001', 'x-ratelimit-reset-after': '9' }, 1_001],
    // discord.js waits for no other header: it would ask again at once.
    [{ 'x-ratelimit-reset-after': '2' }, null],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after': '0' }, null],
    [{ 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }, null],
    [{}, null],
  ])('lasts as long as %p say: %p ms', (headers, retryAfterMs) => {
    const limit = limitOf(new Response(null, { status: 429, headers }));
    expect(limit?.retryAfterMs).toBe(retryAfterMs);
  });
});

test.each<[string | null, string | null]>([
  ['1.5', '1.25'],
  ['0.1', '0'],
  ['soon', 'soon'],
  [null, null],
])('a reset after %p is one after %p when 250 ms have passed', (announced, left) => {
  const headers = new Headers(announced === null ? {} : { 'x-ratelimit-reset-after': announced });
  expect(resetSooner(headers, 250).get('x-ratelimit-reset-after')).toBe(left);
});
