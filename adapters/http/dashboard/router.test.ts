import { expect, test } from 'bun:test';
import { routeOf } from './router.ts';

test.each([
  ['/', { view: 'overview' }],
  ['/queue', { view: 'queue' }],
  ['/new-tenant', { view: 'new-tenant' }],
  ['/tenants/garden', { view: 'tenant', tenant: 'garden' }],
  ['/tenants/garden/', { view: 'tenant', tenant: 'garden' }],
  ['/tenants/0190A0', { view: 'tenant', tenant: '0190A0' }],
  ['/queue/', { view: 'queue' }],
  ['/tenants/garden/keys', { view: 'nowhere' }],
  ['/openapi', { view: 'nowhere' }],
  ['/admin/queues', { view: 'nowhere' }],
] as const)('%s is understood', (path, route) => {
  expect(routeOf(path)).toEqual(route);
});
