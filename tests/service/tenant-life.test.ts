import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  setDefaultTimeout,
  test,
} from 'bun:test';
import {
  type DiscordSimulator,
  SimulatedGuild,
  startDiscordSimulator,
} from '@annals/plugin-discord/simulator';
import { SQL } from 'bun';
import { z } from 'zod';
import { BOT_TOKEN } from '../bot-token.ts';
import { openEmptyTestDatabase } from '../database.ts';
import { Gate } from '../gate.ts';
import { describeWithRedis, type RedisServer, startRedisServer } from '../redis-server.ts';
import {
  ApiClient,
  RunningService,
  type ServiceEnvironment,
  serviceEnvironment,
} from '../running-service.ts';

setDefaultTimeout(60_000);

/** Every second: what happens once an hour elsewhere. */
const EVERY_SECOND = '* * * * * *';
const MESSAGES = 250;

function someGuild(): SimulatedGuild {
  const guild = new SimulatedGuild({ name: 'A guild', startMs: Date.UTC(2024, 0, 1) });
  const channelId = guild.addChannel({ name: 'general' });
  for (let index = 0; index < MESSAGES; index += 1) {
    guild.post(channelId, { authorId: guild.ownerId, content: `Message ${index}` });
  }
  return guild;
}

const runsSchema = z.object({
  items: z.array(z.object({ runId: z.string(), trigger: z.string(), status: z.string() })),
});

describe('the queue in PostgreSQL', () => tenantLife(async () => ({})));

describeWithRedis('the queue in Redis', () => {
  let redis: RedisServer;
  let database = 0;
  beforeAll(async () => {
    redis = await startRedisServer();
  });
  afterAll(() => redis.stop());
  tenantLife(async () => {
    database += 1;
    return { REDIS_URL: redis.databaseUrl(database) };
  });
});

/** What happens to a tenant, on a real server, a real worker and a real database. */
function tenantLife(queueServer: () => Promise<ServiceEnvironment>): void {
  let guild: SimulatedGuild;
  let gate: Gate;
  let simulator: DiscordSimulator;
  let database: Awaited<ReturnType<typeof openEmptyTestDatabase>>;
  let environment: ServiceEnvironment;
  let started: RunningService[];
  let sql: SQL;

  beforeEach(async () => {
    guild = someGuild();
    gate = new Gate();
    simulator = await startDiscordSimulator({
      guilds: [guild],
      token: BOT_TOKEN,
      beforeAnswer: () => gate.pass(),
    });
    database = await openEmptyTestDatabase();
    sql = new SQL(database.url, { max: 1 });
    environment = serviceEnvironment({
      ...(await queueServer()),
      DATABASE_URL: database.url,
      DISCORD_API_URL: simulator.url,
    });
    started = [];
  });

  afterEach(async () => {
    gate.open();
    for (const service of started) expect(await service.stop()).toBe(0);
    await sql.close();
    await simulator[Symbol.asyncDispose]();
    await database.close();
  });

  async function start(role: string, changes: ServiceEnvironment = {}): Promise<ApiClient | null> {
    const service = await RunningService.start(role, { ...environment, ...changes });
    started.push(service);
    return role === 'worker' ? null : new ApiClient(await service.apiUrl());
  }

  async function startWithApi(role: string, changes?: ServiceEnvironment): Promise<ApiClient> {
    const api = await start(role, changes);
    if (api === null) throw new Error('This role has an API.');
    return api;
  }

  async function runsOf(api: ApiClient, slug: string) {
    return runsSchema.parse((await api.ask(`/api/tenants/${slug}/sync/runs`)).body).items;
  }

  async function cancel(api: ApiClient, slug: string): Promise<number> {
    return (await api.ask(`/api/tenants/${slug}/sync`, { method: 'DELETE' })).status;
  }

  test('the schedule syncs it by itself, unless it is paused', async () => {
    const api = await startWithApi('start', { SYNC_SCHEDULE: EVERY_SECOND });
    const slug = await api.register(guild.name, guild.id);
    await api.until(async () =>
      (await runsOf(api, slug)).some(
        ({ trigger, status }) => trigger === 'scheduled' && status === 'succeeded',
      ),
    );
    const status = await api.status(slug);
    expect(status.freshness).toBe('on_time');
    expect(status.nextScheduledAt).not.toBeNull();

    await api.ask(`/api/tenants/${slug}`, { method: 'PATCH', body: { status: 'paused' } });
    const { freshness, nextScheduledAt } = await api.status(slug);
    expect({ freshness, nextScheduledAt }).toEqual({
      freshness: 'not_scheduled',
      nextScheduledAt: null,
    });
    // One may have been at work, which ends with its worker's next heartbeat.
    await api.idle(slug);
    const before = (await runsOf(api, slug)).length;
    // Rounds go by: another tenant, which nothing can be read of, has them.
    const other = await api.register('Elsewhere', '1234567890123456789');
    await api.until(async () => (await runsOf(api, other)).length > 2);
    expect((await runsOf(api, slug)).length).toBe(before);
  });

  test('a first sync that fails is told, and leaves the tenant', async () => {
    const api = await startWithApi('start');
    const slug = await api.register('Elsewhere', '1234567890123456789');
    const run = await api.idle(slug);
    expect(run).toMatchObject({ trigger: 'initial', status: 'failed' });
    expect(run.error?.code).toBe('bot_removed');
    expect((await api.status(slug)).freshness).toBe('needs_action');
    expect((await api.ask(`/api/tenants/${slug}`)).status).toBe(200);
  });

  test('a sync at work is cancelled, keeps what it has, and the next one goes on', async () => {
    const api = await startWithApi('start');
    gate.close();
    const slug = await api.register(guild.name, guild.id);
    await api.until(async () => (await api.status(slug)).state === 'running');
    expect(await cancel(api, slug)).toBe(202);
    const askedAt = performance.now();
    // The platform does not answer meanwhile.
    const cancelled = await api.idle(slug);
    console.info(`A sync at work was cancelled in ${Math.round(performance.now() - askedAt)} ms.`);
    gate.open();
    expect(cancelled.status).toBe('cancelled');
    expect(await cancel(api, slug)).toBe(409);
    const next = await api.idle(slug, await api.sync(slug));
    expect(next.status).toBe('succeeded');
    const [{ messages }] = await sql`select count(*)::int as messages from messages`;
    expect(messages).toBe(MESSAGES);
  });

  test('who listens hears it go on and end, also after having been away', async () => {
    const api = await startWithApi('start');
    gate.close();
    const slug = await api.register(guild.name, guild.id);
    const path = `/api/tenants/${slug}/sync/events`;
    const first = await api.events(path, ({ type }) => type === 'progress');
    expect(first).toMatchObject({ type: 'progress', data: { run: { trigger: 'initial' } } });
    gate.open();
    await api.idle(slug);
    const end = await api.events(path, ({ type }) => type === 'finished', first.id);
    expect(end.data.run).toMatchObject({ runId: first.data.run.runId, status: 'succeeded' });
    const runId = await api.sync(slug);
    const next = await api.events(path, ({ type }) => type === 'finished', end.id);
    expect(next.data.run).toMatchObject({ runId, status: 'succeeded' });
  });

  test('a sync that no worker has taken yet is cancelled at once', async () => {
    const api = await startWithApi('api');
    const slug = await api.register(guild.name, guild.id);
    expect((await api.status(slug)).queuePosition).toBe(0);
    expect(await cancel(api, slug)).toBe(202);
    expect((await api.status(slug)).currentRun).toBeNull();
    await start('worker');
    const run = await api.idle(slug, await api.sync(slug));
    expect(run).toMatchObject({ status: 'succeeded', trigger: 'manual' });
    expect((await runsOf(api, slug)).map(({ status }) => status)).toEqual([
      'succeeded',
      'cancelled',
    ]);
  });

  test('it is removed in the middle of its sync, with everything', async () => {
    const api = await startWithApi('start');
    const slug = await api.register(guild.name, guild.id);
    await api.idle(slug);
    gate.close();
    await api.ask(`/api/tenants/${slug}/sync`, { method: 'POST', body: { mode: 'full' } });
    await api.until(async () => (await api.status(slug)).state === 'running');
    expect((await api.ask(`/api/tenants/${slug}`, { method: 'DELETE' })).status).toBe(204);
    gate.open();
    expect((await api.ask(`/api/tenants/${slug}`)).status).toBe(404);

    const again = await api.register(guild.name, guild.id);
    expect((await api.idle(again)).status).toBe('succeeded');
    const [counts] = await sql`
      select (select count(*)::int from tenants) as tenants,
             (select count(*)::int from messages) as messages,
             (select count(*)::int from sync_runs) as runs`;
    expect(counts).toEqual({ tenants: 1, messages: MESSAGES, runs: 1 });
  });

  test('its key opens it alone, until it is revoked, and may start ten syncs an hour', async () => {
    const api = await startWithApi('start');
    const slug = await api.register(guild.name, guild.id);
    await api.idle(slug);
    const other = await api.register('Elsewhere', '1234567890123456789');
    const made = await api.ask(`/api/tenants/${slug}/keys`, {
      method: 'POST',
      body: { name: 'k' },
    });
    const { key, keyId } = z.object({ key: z.string(), keyId: z.string() }).parse(made.body);
    const own = api.withKey(key);

    expect((await own.ask(`/api/tenants/${slug}`)).status).toBe(200);
    expect((await own.ask(`/api/tenants/${other}`)).status).toBe(404);
    const statuses: number[] = [];
    for (let count = 0; count < 11; count += 1) {
      statuses.push((await own.ask(`/api/tenants/${slug}/sync`, { method: 'POST' })).status);
      await api.idle(slug);
    }
    expect(statuses).toEqual([...Array<number>(10).fill(202), 429]);

    await api.ask(`/api/tenants/${slug}/keys/${keyId}`, { method: 'DELETE' });
    expect((await own.ask(`/api/tenants/${slug}`)).status).toBe(401);
    const [{ hashes }] = await sql`select string_agg(key_hash, ' ') as hashes from api_keys`;
    expect(hashes).not.toContain(key);
  });
}
