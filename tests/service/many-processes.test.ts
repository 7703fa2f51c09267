import { expect, setDefaultTimeout, test } from 'bun:test';
import { SimulatedGuild, startDiscordSimulator } from '@annals/plugin-discord/simulator';
import { SQL } from 'bun';
import { BOT_TOKEN } from '../bot-token.ts';
import { openEmptyTestDatabase } from '../database.ts';
import { Gate } from '../gate.ts';
import { describeWithRedis, startRedisServer } from '../redis-server.ts';
import { ApiClient, RunningService, serviceEnvironment } from '../running-service.ts';

setDefaultTimeout(120_000);

const TRIGGERS = 1_000;

function someGuild(): SimulatedGuild {
  const guild = new SimulatedGuild({ name: 'A guild', startMs: Date.UTC(2024, 0, 1) });
  const channelId = guild.addChannel({ name: 'general' });
  guild.post(channelId, { authorId: guild.ownerId, content: 'Hello' });
  return guild;
}

async function oneRunOfMany(servers: Readonly<Record<string, string>>): Promise<void> {
  const gate = new Gate();
  const guild = someGuild();
  const beforeAnswer = () => gate.pass();
  await using simulator = await startDiscordSimulator({
    guilds: [guild],
    token: BOT_TOKEN,
    beforeAnswer,
  });
  const environment = serviceEnvironment({ ...servers, DISCORD_API_URL: simulator.url });
  const processes = await Promise.all(
    ['api', 'api', 'worker', 'worker'].map((role) => RunningService.start(role, environment)),
  );
  const apis = await Promise.all(
    processes.slice(0, 2).map(async (api) => new ApiClient(await api.apiUrl())),
  );
  const [first, second] = apis;
  if (first === undefined || second === undefined) throw new Error('There are two APIs.');
  const slug = await first.register(guild.name, guild.id);
  await first.idle(slug);

  gate.close();
  const runIds = await Promise.all(
    Array.from({ length: TRIGGERS }, (_, index) => (index % 2 === 0 ? first : second).sync(slug)),
  );
  gate.open();
  expect(new Set(runIds).size).toBe(1);
  const run = await second.idle(slug);
  expect(run.runId).toBe(runIds[0] ?? '');
  expect(run.status).toBe('succeeded');

  const { DATABASE_URL = '' } = servers;
  await using sql = new SQL(DATABASE_URL);
  const [{ runs }] = await sql`select count(*)::int as runs from sync_runs`;
  expect(runs).toBe(2);
  for (const process of processes) expect(await process.stop()).toBe(0);
}

test('1,000 triggers at once, two APIs, two workers: one run, the queue in PostgreSQL', async () => {
  await using database = await openEmptyTestDatabase();
  await oneRunOfMany({ DATABASE_URL: database.url });
});

describeWithRedis('with Redis', () => {
  test('1,000 triggers at once, two APIs, two workers: one run', async () => {
    await using database = await openEmptyTestDatabase();
    await using redis = await startRedisServer();
    await oneRunOfMany({ DATABASE_URL: database.url, REDIS_URL: redis.url });
  });
});
