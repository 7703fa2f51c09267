import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { RunningApi } from '../testing/running-api.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await RunningApi.start();
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

describe('GET /openapi/json', () => {
  test('is without a fault to a linter', async () => {
    const source = await (await api.call('GET', '/openapi/json', { key: null })).text();
    const config = await createConfig({
      extends: ['recommended'],
      rules: {
        // No licence is chosen, and the API lives where its operator puts it.
        'info-license': 'off',
        // The health routes answer no 4xx.
        'operation-4xx-response': 'off',
      },
    });
    const faults = await lintFromString({ source, absoluteRef: 'openapi.json', config });
    expect(
      faults.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer]),
    ).toEqual([]);
  });

  test('describes bodies as JSON alone, and every code with its status', async () => {
    const { paths, components } = (await api.json('GET', '/openapi/json')) as never as {
      paths: Record<
        string,
        Record<string, { requestBody?: { content: object; required: boolean }; responses: object }>
      >;
      components: { schemas: object };
    };
    const trigger = paths['/api/tenants/{tenantId}/sync']?.post;
    expect(Object.keys(trigger?.requestBody?.content ?? {})).toEqual(['application/json']);
    expect(trigger?.requestBody?.required).toBe(false);
    expect(paths['/api/tenants']?.post?.requestBody?.required).toBe(true);
    expect(Object.keys(trigger?.responses ?? {})).toEqual([
      '202',
      '400',
      '401',
      '404',
      '408',
      '409',
      '413',
      '415',
      '422',
      '429',
      '500',
      '503',
    ]);
    expect(Object.keys(components.schemas)).toEqual(
      expect.arrayContaining(['Tenant', 'Run', 'Problem']),
    );
  });
});

describe('GET /openapi', () => {
  test('is a page that needs nobody else', async () => {
    const response = await api.call('GET', '/openapi', { key: null });
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toContain("script-src 'self'");
    const html = await response.text();
    const links = [...html.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, link]) => link ?? '');
    expect(links).toHaveLength(3);
    for (const link of links) {
      const asset = await api.call('GET', link, { key: null });
      expect(asset.status).toBe(200);
      expect(asset.headers.get('content-type')).toMatch(
        link.endsWith('.css') ? /^text\/css/ : /javascript/,
      );
      expect((await asset.text()).length).toBeGreaterThan(50);
    }
  });

  test('is small on its way, and what is large of it comes once', async () => {
    const html = await (await api.call('GET', '/openapi', { key: null })).text();
    const large = html.match(/\/openapi\/[\d.]+\/swagger-ui[^"]+/g) ?? [];
    expect(large).toHaveLength(2);
    for (const path of [...large, '/openapi/json']) {
      const zipped = await api.call('GET', path, { key: null });
      expect(zipped.headers.get('content-encoding')).toBe('gzip');
      expect(zipped.headers.get('cache-control')).toContain(
        path === '/openapi/json' ? 'no-cache' : 'immutable',
      );
      const headers = { 'accept-encoding': 'identity' };
      const plain = await api.call('GET', path, { key: null, headers });
      expect(plain.headers.get('content-encoding')).toBeNull();
      expect(await plain.text()).toBe(await zipped.text());
    }
  });
});
