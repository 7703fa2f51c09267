import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { RunningApi } from '../testing/running-api.ts';

setDefaultTimeout(30_000);

let api: RunningApi;
let html: string;
beforeAll(async () => {
  api = await RunningApi.start();
  html = await (await api.call('GET', '/', { key: null })).text();
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

function assets(): string[] {
  return [...html.matchAll(/(?:href|src)="(\/[^"]+)"/g)].map(([, path]) => path ?? '');
}

describe('the dashboard', () => {
  test.each(['/', '/new-tenant', '/tenants/garden', '/queue'])('is at %s', async (path) => {
    const response = await api.call('GET', path, { key: null });
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-cache');
    expect(await response.text()).toBe(html);
  });

  const fromLink = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

  test('says itself that there is nothing at an address, where somebody followed a link', async () => {
    const response = await api.call('GET', '/nowhere', { key: null, headers: fromLink });
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await response.text()).toBe(html);
  });

  test.each([
    ['GET', '/nowhere', { accept: '*/*' }, 404],
    ['POST', '/nowhere', fromLink, 404],
    ['GET', '/api/nowhere', fromLink, 404],
    ['GET', '/admin/nowhere', fromLink, 404],
    ['GET', '/assets/nowhere.js', fromLink, 404],
    ['GET', '/session', fromLink, 405],
  ] as const)('says nothing for programs, nor for the API: %s %s', async (...asked) => {
    const [method, path, headers, status] = asked;
    expect(await api.problem(method, path, { headers })).toMatchObject({ status });
  });

  test('names without scripts what needs none, and so does the page of the API', async () => {
    const documentation = await (await api.call('GET', '/openapi', { key: null })).text();
    for (const page of [html, documentation]) {
      expect(page).toMatch(/<noscript>.*needs JavaScript\..* \/openapi\/json/);
    }
  });

  test('has an icon for the pages that bring none: browsers ask for it by themselves', async () => {
    const response = await api.call('GET', '/favicon.ico', { key: null });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('image/svg+xml');
    expect(await response.text()).toStartWith('<svg');
  });

  test('runs its own script alone, and none that stands in the page', async () => {
    const response = await api.call('GET', '/', { key: null });
    expect(response.headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    expect(response.headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(response.headers.get('permissions-policy')).toBe(
      'camera=(), geolocation=(), microphone=()',
    );
    expect(response.headers.get('x-frame-options')).toBe('DENY');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(html).not.toMatch(/<script(?![^>]* src=)|<style|style=|\son\w+=/);
  });

  test('asks nobody else for anything', () => {
    expect(assets()).toHaveLength(2);
    expect(html).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  });

  test('has assets that are kept for ever, by the hash in their names', async () => {
    for (const path of assets()) {
      expect(path).toMatch(/^\/assets\/main-\w{8}\.(?:js|css)$/);
      const response = await api.call('GET', path, { key: null });
      expect(response.headers.get('cache-control')).toContain('immutable');
      expect(response.headers.get('content-encoding')).toBe('gzip');
      expect(response.headers.get('vary')).toBe('accept-encoding');
      const plain = await api.call('GET', path, {
        key: null,
        headers: { 'accept-encoding': 'identity' },
      });
      expect(plain.headers.get('content-encoding')).toBeNull();
      expect(await plain.text()).toBe(await response.text());
    }
    const gone = await api.problem('GET', '/assets/main-00000000.js', { key: null });
    expect(gone.status).toBe(404);
  });
});
