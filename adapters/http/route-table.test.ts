import { describe, expect, test } from 'bun:test';
import { RouteTable } from './route-table.ts';

const table = new RouteTable([
  { method: 'POST', path: '/api/tenants' },
  { method: 'GET', path: '/api/tenants/:tenantId' },
  { method: 'DELETE', path: '/api/tenants/:tenantId' },
  { method: 'GET', path: '/api/tenants/:tenantId/sync/runs/:runId' },
]);

describe('the route table', () => {
  test('knows what a path takes', () => {
    expect(table.find('/api/tenants')?.methods).toEqual(['POST']);
    expect(table.find('/api/tenants/garden')?.methods).toEqual(['GET', 'DELETE', 'HEAD']);
  });

  test('names a route as people write it', () => {
    expect(table.find('/api/tenants/a/sync/runs/b')?.template).toBe(
      '/api/tenants/{tenantId}/sync/runs/{runId}',
    );
  });

  test('takes one slash at the end for none', () => {
    expect(table.find('/api/tenants/')?.template).toBe('/api/tenants');
    expect(table.find('/api/tenants//')).toBeNull();
  });

  test('knows no other paths', () => {
    for (const path of ['', '/', '/api', '/api/tenants/a/b', '/api/tenants//sync/runs/b']) {
      expect(table.find(path)).toBeNull();
    }
  });
});
