import { expect, setDefaultTimeout, test } from 'bun:test';
import { readiness } from '../readiness.ts';
import { describeWithRedis, startRedisServer } from '../redis-server.ts';
import {
  ApiClient,
  RunningService,
  serviceEnvironment,
  temporaryFolder,
} from '../running-service.ts';

setDefaultTimeout(60_000);

describeWithRedis('Redis lost in mid-life', () => {
  test('is said on /readyz while the rest goes on, and is over once Redis is back', async () => {
    await using redis = await startRedisServer({ durable: true });
    const service = await RunningService.start(
      'start',
      serviceEnvironment({ DATA_DIR: await temporaryFolder(), REDIS_URL: redis.url }),
    );
    const url = await service.apiUrl();
    const api = new ApiClient(url);
    const ready = { status: 200, away: [] };
    expect(await readiness(url)).toEqual(ready);
    for (const _ of ['once', 'and again']) {
      await redis.interrupt();
      await api.until(async () => (await readiness(url))?.status === 503);
      expect(await readiness(url)).toEqual({ status: 503, away: ['queue'] });
      expect((await fetch(`${url}/livez`)).status).toBe(200);
      expect((await api.ask('/api/tenants')).status).toBe(200);
      expect((await api.ask('/api/admin/queue')).status).toBe(503);

      await redis.restart();
      await api.until(async () => (await readiness(url))?.status === 200);
      expect(await readiness(url)).toEqual(ready);
      expect((await api.ask('/api/admin/queue')).status).toBe(200);
    }
    expect(await service.stop()).toBe(0);
    expect(service.log).not.toContain(redis.password);
  });
});
