import { describe, expect, setDefaultTimeout, test } from 'bun:test';
import { openEmptyTestDatabase } from '../database.ts';
import { describeWithRedis, startRedisServer } from '../redis-server.ts';
import {
  ApiClient,
  RunningService,
  type ServiceEnvironment,
  serviceEnvironment,
} from '../running-service.ts';

setDefaultTimeout(60_000);

/** The page with everything that it asks for, over a queue with one waiting job. */
async function seeBoard(servers: ServiceEnvironment): Promise<void> {
  await using database = await openEmptyTestDatabase();
  const environment = serviceEnvironment({ ...servers, DATABASE_URL: database.url });
  const service = await RunningService.start('api', environment);
  const api = new ApiClient(await service.apiUrl());
  await api.register('A guild', '1234567890123456789');

  const page = await api.text('/admin/queues');
  expect(page).toContain('<title>Annals');
  expect(await api.text('/admin/queues/')).toBe(page);
  // It needs nobody else: what is elsewhere, a browser refuses and complains of.
  expect(page).not.toMatch(/(?:src|href)="https?:/);
  const assets = [...page.matchAll(/(?:src|href)="(\/?[^":]+\.(?:js|css))"/g)].map(
    ([, path]) => path,
  );
  expect(assets.length).toBeGreaterThan(0);
  for (const asset of assets) {
    const path = asset?.startsWith('/') ? asset : `/admin/queues/${asset}`;
    expect({ path, length: (await api.text(path)).length > 1_000 }).toEqual({ path, length: true });
  }
  const { status, body } = await api.ask('/admin/queues/api/queues?activeQueue=sync&page=1');
  expect(status).toBe(200);
  expect(body).toMatchObject({
    queues: [{ name: 'sync', readOnlyMode: true, counts: { waiting: 1 } }],
  });
  expect(await service.stop()).toBe(0);
}

describe('the board of the queue in PostgreSQL', () => {
  test('is seen', () => seeBoard({}));
});

describeWithRedis('the board of the queue in Redis', () => {
  test('is seen', async () => {
    await using redis = await startRedisServer();
    await seeBoard({ REDIS_URL: redis.url });
  });
});
