import { expect, setDefaultTimeout, test } from 'bun:test';
import { SimulatedGuild, startDiscordSimulator } from '@annals/plugin-discord/simulator';
import { RedisClient } from 'bun';
import { BOT_TOKEN } from '../bot-token.ts';
import { openEmptyTestDatabase } from '../database.ts';
import { describeWithRedis, startRedisServer } from '../redis-server.ts';
import { ApiClient, RunningService, serviceEnvironment } from '../running-service.ts';

setDefaultTimeout(120_000);

describeWithRedis('a flushed Redis', () => {
  test('keeps the history of runs, and a queued run gets its job again', async () => {
    const guild = new SimulatedGuild({ name: 'A guild', startMs: Date.UTC(2024, 0, 1) });
    guild.addChannel({ name: 'general' });
    await using simulator = await startDiscordSimulator({ guilds: [guild], token: BOT_TOKEN });
    await using database = await openEmptyTestDatabase();
    await using redis = await startRedisServer();
    const environment = serviceEnvironment({
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      DISCORD_API_URL: simulator.url,
    });
    const service = await RunningService.start('start', environment);
    const api = new ApiClient(await service.apiUrl());
    const slug = await api.register(guild.name, guild.id);
    const first = await api.idle(slug);
    const history = await api.ask(`/api/tenants/${slug}/sync/runs`);
    expect(history.status).toBe(200);

    // Nobody takes the next run's job before it is gone.
    expect((await api.ask('/api/admin/queue/pause', { method: 'POST' })).status).toBeLessThan(300);
    const runId = await api.sync(slug);
    const client = new RedisClient(redis.url);
    await client.send('FLUSHALL', []);
    client.close();

    expect((await api.ask(`/api/tenants/${slug}/sync/runs/${first.runId}`)).status).toBe(200);
    const run = await api.idle(slug, runId);
    expect(run.status).toBe('succeeded');
    expect(await service.stop()).toBe(0);
  });
});
