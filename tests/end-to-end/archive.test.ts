import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { RecordedLogger } from '@annals/application/fakes';
import { startEmbeddedPostgres } from '@annals/embedded';
import {
  buildGuild,
  type DiscordSimulator,
  postNews,
  type SimulatedGuild,
  startDiscordSimulator,
} from '@annals/plugin-discord/simulator';
import { SQL } from 'bun';
import { BOT_TOKEN } from '../bot-token.ts';
import { openEmptyTestDatabase } from '../database.ts';
import { describeWithRedis, startRedisServer } from '../redis-server.ts';
import {
  ApiClient,
  RunningService,
  type ServiceEnvironment,
  serviceEnvironment,
  temporaryFolder,
} from '../running-service.ts';
import { archivedRows, dumpOf, trueRows, untruths } from './archive-rows.ts';

setDefaultTimeout(180_000);

const MESSAGE_LISTS = 'GET /channels/{channel}/messages';
const THREE_DAYS_MS = 3 * 24 * 60 * 60 * 1000;
const SIZE = { messages: 10_000, threads: 300 };

/** Where a whole installation runs, and how to look into its tables. */
interface Installation {
  readonly api: ApiClient;
  readonly sql: SQL;
  /** Of all its processes. */
  log(): string;
  stop(): Promise<void>;
}

/** One process on the PostgreSQL that it brings along, which carries the queue, too. */
async function startAlone(environment: ServiceEnvironment): Promise<Installation> {
  const dataDir = await temporaryFolder();
  const service = await RunningService.start(
    'start',
    serviceEnvironment({ ...environment, DATA_DIR: dataDir }),
  );
  const postgres = await startEmbeddedPostgres({ dataDir, log: new RecordedLogger() });
  const sql = new SQL(postgres.url);
  return {
    api: new ApiClient(await service.apiUrl()),
    sql,
    log: () => service.log,
    async stop() {
      await sql.close();
      expect(await service.stop()).toBe(0);
      await postgres[Symbol.asyncDispose]();
    },
  };
}

/** API and worker in processes of their own, on a PostgreSQL and a Redis; several channels at once. */
async function startApart(environment: ServiceEnvironment): Promise<Installation> {
  const redis = await startRedisServer();
  const database = await openEmptyTestDatabase();
  const servers = { DATABASE_URL: database.url, REDIS_URL: redis.url };
  const common = serviceEnvironment({ ...environment, ...servers });
  const [api, worker] = await Promise.all([
    RunningService.start('api', common),
    RunningService.start('worker', common),
  ]);
  const sql = new SQL(database.url);
  return {
    api: new ApiClient(await api.apiUrl()),
    sql,
    log: () => api.log + worker.log,
    async stop() {
      await sql.close();
      expect(await api.stop()).toBe(0);
      expect(await worker.stop()).toBe(0);
      await database.close();
      await redis.stop();
    },
  };
}

function describeArchive(
  seed: number,
  start: (environment: ServiceEnvironment) => Promise<Installation>,
  settings: ServiceEnvironment = {},
): void {
  let guild: SimulatedGuild;
  let simulator: DiscordSimulator;
  let installation: Installation;
  let slug: string;

  beforeAll(async () => {
    guild = buildGuild({ seed, ...SIZE, endMs: Date.now() - THREE_DAYS_MS });
    simulator = await startDiscordSimulator({ guilds: [guild], token: BOT_TOKEN });
    installation = await start({ DISCORD_API_URL: simulator.url, ...settings });
  });

  afterAll(async () => {
    await installation.stop();
    await simulator[Symbol.asyncDispose]();
  });

  async function expectTruth(): Promise<void> {
    expect(await untruths(installation.sql, slug, guild)).toEqual({});
  }

  test('the first sync stores the guild as it is, row for row', async () => {
    slug = await installation.api.register(guild.name, guild.id);
    const run = await installation.api.idle(slug);
    expect({ status: run.status, error: run.error }).toEqual({ status: 'succeeded', error: null });
    expect(run.requests).toBe(simulator.requests.total);
    const { messages } = trueRows(guild);
    expect(messages.length).toBeGreaterThanOrEqual(SIZE.messages);
    expect(run.messages.added).toBe(messages.length);
    await expectTruth();
  });

  test('a second sync adds nothing and asks no channel for messages', async () => {
    const before = await archivedRows(installation.sql, slug);
    simulator.requests.reset();
    await installation.api.sync(slug);
    const run = await installation.api.idle(slug);
    expect(run.status).toBe('succeeded');
    expect(run.messages).toEqual({ added: 0, updated: 0, deleted: 0 });
    expect(simulator.requests.count(MESSAGE_LISTS)).toBe(0);
    expect(await archivedRows(installation.sql, slug)).toEqual(before);
  });

  test('137 new messages in 9 channels are added, with no call too many', async () => {
    const news = postNews(guild, { seed, messages: 137, channels: 9 });
    expect(news.size).toBe(9);
    simulator.requests.reset();
    await installation.api.sync(slug);
    const run = await installation.api.idle(slug);
    expect(run.status).toBe('succeeded');
    expect(run.messages.added).toBe(137);
    const lists = simulator.requests.of(MESSAGE_LISTS);
    for (const [channelId, posted] of news) {
      const calls = lists.filter(({ path }) => path.startsWith(`/channels/${channelId}/`)).length;
      expect(calls).toBeGreaterThan(0);
      expect(calls).toBeLessThanOrEqual(Math.ceil(posted.length / 100) + 1);
    }
    expect(new Set(lists.map(({ path }) => path)).size).toBe(9);
    await expectTruth();
  });

  test('neither a table, the queue’s included, nor the log holds a user’s id or the token', async () => {
    const written = (await dumpOf(installation.sql)) + installation.log();
    expect(written).toContain('public.messages\n');
    expect(written).toContain('run.finished');
    const ids = guild.everyUserId();
    expect(ids.length).toBeGreaterThan(100);
    expect(ids.filter((id) => written.includes(id))).toEqual([]);
    expect(written).not.toContain(BOT_TOKEN);
  });
}

describe('a guild, on the built-in PostgreSQL alone', () => describeArchive(11, startAlone));

describeWithRedis(
  'a guild, on PostgreSQL and Redis, API and worker apart, four channels at once',
  () => describeArchive(12, startApart, { SYNC_CHANNEL_CONCURRENCY: '4', SYNC_BATCH_SIZE: '250' }),
);
