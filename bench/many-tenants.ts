/**
 * How long a round of the schedule and the questions of an operator take with many tenants:
 * `bun bench/many-tenants.ts [tenants]`. Prints figures and judges nothing.
 */
import { SQL } from 'bun';
import { openEmptyTestDatabase } from '../tests/database.ts';
import { startRedisServer } from '../tests/redis-server.ts';
import { ApiClient, RunningService, serviceEnvironment } from '../tests/running-service.ts';
import { median } from './statistics.ts';

const tenants = Number(process.argv[2] ?? 2_500);
const ASKED = 200;

const redis = await startRedisServer();
await measure('PostgreSQL', {});
await measure('Redis', { REDIS_URL: redis.url });
await redis.stop();
process.exit(0);

async function measure(queue: string, servers: Record<string, string>): Promise<void> {
  await using database = await openEmptyTestDatabase();
  const environment = serviceEnvironment({
    ...servers,
    DATABASE_URL: database.url,
    SYNC_SCHEDULE: '0 * * * *',
  });
  const api = await RunningService.start('api', environment);
  await using sql = new SQL(database.url, { max: 1 });
  await insertTenants(sql);

  const startedAt = performance.now();
  const scheduler = await RunningService.start('scheduler', environment);
  while (!scheduler.log.includes('schedule.round_queued')) await Bun.sleep(20);
  const seconds = (performance.now() - startedAt) / 1_000;
  const [{ runs }] = await sql`select count(*)::int as runs from sync_runs where status = 'queued'`;
  console.info(`${queue}: a round queued ${runs} of ${tenants} runs in ${seconds.toFixed(1)} s`);

  const client = new ApiClient(await api.apiUrl());
  for (const path of ['/api/tenants?limit=50', '/api/tenants/tenant-77/sync/status', '/metrics']) {
    console.info(
      `${queue}: GET ${path}: median ${median(await timesOf(client, path)).toFixed(1)} ms`,
    );
  }
  await scheduler.stop();
  await api.stop();
}

/** Tenants that were read an hour ago, each with the run that did it. */
async function insertTenants(sql: SQL): Promise<void> {
  await sql`
    insert into tenants (id, slug, name, platform, platform_id, status, settings, last_synced_at,
                         created_at, updated_at)
    select gen_random_uuid(), 'tenant-' || n, 'Tenant ' || n, 'discord',
           (100000000000000000 + n)::text, 'active', '{}', now() - interval '2 hours',
           now() - interval '1 day', now()
    from generate_series(1, ${tenants}) as n`;
  await sql`
    insert into sync_runs (id, tenant_id, trigger, mode, status, queued_at, started_at, finished_at)
    select gen_random_uuid(), id, 'scheduled', 'incremental', 'succeeded',
           now() - interval '2 hours', now() - interval '2 hours', now() - interval '2 hours'
    from tenants`;
}

/** Milliseconds. */
async function timesOf(client: ApiClient, path: string): Promise<number[]> {
  const times: number[] = [];
  for (let count = 0; count < ASKED; count += 1) {
    const startedAt = performance.now();
    await client.text(path);
    times.push(performance.now() - startedAt);
  }
  return times;
}
