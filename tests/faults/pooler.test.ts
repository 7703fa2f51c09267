import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { buildGuild, startDiscordSimulator } from '@annals/plugin-discord/simulator';
import { BOT_TOKEN } from '../bot-token.ts';
import { type DebianPostgres, startDebianPostgres } from '../debian-postgres.ts';
import { describeWith } from '../debian-tools.ts';
import { startPooler } from '../pooler.ts';
import { readiness } from '../readiness.ts';
import { ApiClient, RunningService, serviceEnvironment } from '../running-service.ts';

setDefaultTimeout(60_000);

describeWith('pgbouncer', 'a pooler before PostgreSQL', () => {
  let postgres: DebianPostgres;
  beforeAll(async () => {
    postgres = await startDebianPostgres();
  });
  afterAll(() => postgres[Symbol.asyncDispose]());

  test('in session mode carries the archive and its queue', async () => {
    await using pooler = await startPooler(await postgres.createDatabase('by_session'), 'session');
    const guild = buildGuild({ seed: 3, messages: 200, threads: 2, endMs: Date.now() });
    await using simulator = await startDiscordSimulator({ guilds: [guild], token: BOT_TOKEN });
    const service = await RunningService.start(
      'start',
      serviceEnvironment({ DATABASE_URL: pooler.url, DISCORD_API_URL: simulator.url }),
    );
    const url = await service.apiUrl();
    expect(await readiness(url)).toEqual({ status: 200, away: [] });
    const api = new ApiClient(url);
    const { status } = await api.idle(await api.register(guild.name, guild.id));
    expect(status).toBe('succeeded');
    expect(await service.stop()).toBe(0);
    expect(service.log).not.toContain('"level":"warn"');
  });

  test('in transaction mode is refused', async () => {
    await using pooler = await startPooler(postgres.url, 'transaction');
    const environment = serviceEnvironment({ DATABASE_URL: pooler.url });
    const service = new RunningService('worker', environment);
    expect(await service.ended()).toBe(2);
    expect(service.log).toContain('DATABASE_URL names a pooler in transaction mode');
  });

  test('in transaction mode is refused once its server is there, too', async () => {
    await using pooler = await startPooler(postgres.url, 'transaction');
    await postgres.stop();
    const environment = serviceEnvironment({ DATABASE_URL: pooler.url });
    const service = new RunningService('worker', environment);
    while (!service.log.includes('process.waiting_for_servers')) await Bun.sleep(50);
    await postgres.start();
    expect(await service.ended()).toBe(2);
    expect(service.log).toContain('DATABASE_URL names a pooler in transaction mode');
  });
});
