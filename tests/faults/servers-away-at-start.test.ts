import { expect, setDefaultTimeout, test } from 'bun:test';
import { SQL } from 'bun';
import { startDebianPostgres } from '../debian-postgres.ts';
import { freePort } from '../free-port.ts';
import { readiness } from '../readiness.ts';
import { describeWithRedis, startRedisServer } from '../redis-server.ts';
import { ApiClient, RunningService, serviceEnvironment } from '../running-service.ts';

setDefaultTimeout(60_000);

/** Kysely's, which every process that migrates waits for. */
const MIGRATION_LOCK = '3853314791062309107';

describeWithRedis('a service that starts before its servers', () => {
  test('says so on /readyz, and works as soon as they are there', async () => {
    await using postgres = await startDebianPostgres();
    await using redis = await startRedisServer();
    await Promise.all([postgres.stop(), redis.interrupt()]);
    const port = freePort();
    const service = new RunningService(
      'start',
      serviceEnvironment({
        DATABASE_URL: postgres.url,
        REDIS_URL: redis.url,
        PORT: String(port),
      }),
    );
    const url = `http://127.0.0.1:${port}`;
    const api = new ApiClient(url);
    await api.until(async () => (await readiness(url)) !== null);
    expect(await readiness(url)).toEqual({
      status: 503,
      away: ['database', 'migrations', 'queue'],
    });
    // Nobody can know that yet, and who reads it would go and migrate.
    expect(await (await fetch(`${url}/readyz`)).text()).not.toContain('is not migrated');
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    expect((await api.ask('/api/tenants')).status).toBe(503);

    await postgres.start();
    await api.until(async () => !(await readiness(url))?.away.includes('database'));
    expect((await readiness(url))?.away).toContain('queue');
    await redis.restart();
    await api.until(async () => (await readiness(url))?.status === 200);
    expect((await api.ask('/api/tenants')).body).toEqual({ items: [], nextCursor: null });
    expect(await service.stop()).toBe(0);
    expect(service.log).toContain('process.waiting_for_servers');
  });

  test('ends when it is asked to while it waits', async () => {
    const service = new RunningService(
      'worker',
      serviceEnvironment({ DATABASE_URL: 'postgres://nobody:a-password@127.0.0.1:1/annals' }),
    );
    while (!service.log.includes('process.waiting_for_servers')) await Bun.sleep(50);
    expect(await service.stop()).toBe(0);
    expect(service.log).not.toContain('a-password');
  });

  test('answers while it brings the tables up to date, however long that takes', async () => {
    await using postgres = await startDebianPostgres();
    await using other = new SQL(postgres.url, { max: 1 });
    await other.unsafe('begin');
    await other.unsafe(`select pg_advisory_xact_lock(${MIGRATION_LOCK})`);
    const port = freePort();
    const service = new RunningService(
      'worker',
      serviceEnvironment({ DATABASE_URL: postgres.url, PROBE_PORT: String(port) }),
    );
    const url = `http://127.0.0.1:${port}`;
    const api = new ApiClient(url);
    await api.until(async () => (await readiness(url)) !== null);
    expect(await readiness(url)).toMatchObject({ status: 503, away: ['migrations'] });
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    await other.unsafe('commit');
    await api.until(async () => (await readiness(url))?.status === 200);
    expect(await service.stop()).toBe(0);
  });

  test('ends with a sentence when the database is lost while the tables are brought up to date', async () => {
    await using postgres = await startDebianPostgres();
    const other = new SQL(postgres.url, { max: 1 });
    await other.unsafe('begin');
    await other.unsafe(`select pg_advisory_xact_lock(${MIGRATION_LOCK})`);
    const service = new RunningService(
      'worker',
      serviceEnvironment({ DATABASE_URL: postgres.url }),
    );
    // One that is lost before is told in other words: the server is shutting down.
    const isMigrating = async () =>
      (await other`select from pg_locks where locktype = 'advisory' and not granted`).count > 0;
    while (!(await isMigrating())) await Bun.sleep(50);
    await postgres.stop();
    expect(await service.ended()).toBe(1);
    await postgres.start();
    expect(service.log).toEndWith(
      'Annals cannot start:\n  - The connection to the database was lost. Start again once it is there.\n',
    );
  });

  test('does not wait for a database that refuses it', async () => {
    await using postgres = await startDebianPostgres();
    const refused = postgres.url.replace(/postgres$/, 'a_database_that_is_not_there');
    const service = new RunningService('worker', serviceEnvironment({ DATABASE_URL: refused }));
    expect(await service.ended()).toBe(2);
    expect(service.log).toContain('DATABASE_URL names a database that does not answer');
    expect(service.log).toContain('the database’s name');
    expect(service.log).toContain('3D000');
  });

  test('does not wait for a Redis that refuses it, and says with which word', async () => {
    await using redis = await startRedisServer();
    const wrong = new URL(redis.url);
    wrong.password = 'not-the-password';
    const service = new RunningService('scheduler', serviceEnvironment({ REDIS_URL: wrong.href }));
    expect(await service.ended()).toBe(2);
    expect(service.log).toContain('REDIS_URL names a Redis that does not answer');
    expect(service.log).toContain('WRONGPASS');
    expect(service.log).not.toContain('not-the-password');
  });

  test('does not wait any longer for servers that refuse it once they are there', async () => {
    await using postgres = await startDebianPostgres();
    await using redis = await startRedisServer();
    await Promise.all([postgres.stop(), redis.interrupt()]);
    const wrong = new URL(redis.url);
    wrong.password = 'not-the-password';
    const refused = postgres.url.replace(/postgres$/, 'a_database_that_is_not_there');
    const [archive, queue] = [
      new RunningService('worker', serviceEnvironment({ DATABASE_URL: refused })),
      new RunningService(
        'worker',
        serviceEnvironment({ DATABASE_URL: postgres.url, REDIS_URL: wrong.href }),
      ),
    ];
    for (const service of [archive, queue]) {
      while (!service.log.includes('process.waiting_for_servers')) await Bun.sleep(50);
    }
    await Promise.all([postgres.start(), redis.restart()]);
    for (const service of [archive, queue]) expect(await service.ended()).toBe(2);
    expect(archive.log).toContain('3D000');
    expect(queue.log).toContain('WRONGPASS');
  });

  test('ends with a sentence when its user may not make the queue’s schema once the database is there', async () => {
    await using postgres = await startDebianPostgres();
    {
      await using admin = new SQL(postgres.url, { max: 1 });
      await admin`create role lodger login`;
      await admin`create schema lodger authorization lodger`;
    }
    await postgres.stop();
    const lodger = Object.assign(new URL(postgres.url), { username: 'lodger' });
    const port = freePort();
    const service = new RunningService(
      'worker',
      serviceEnvironment({ DATABASE_URL: lodger.href, PROBE_PORT: String(port) }),
    );
    // Whoever asks has looked at the queue before its server is there.
    const isAsked = async () => (await readiness(`http://127.0.0.1:${port}`)) !== null;
    await new ApiClient('').until(isAsked);
    await postgres.start();
    expect(await service.ended()).toBe(1);
    expect(service.log).toContain('may not make the schema bullmq');
  });

  test('ends with a sentence when the built-in PostgreSQL cannot start once Redis is there', async () => {
    await using redis = await startRedisServer();
    await redis.interrupt();
    const environment = serviceEnvironment({ REDIS_URL: redis.url, DATA_DIR: '/dev/null' });
    const service = new RunningService('worker', environment);
    while (!service.log.includes('process.waiting_for_servers')) await Bun.sleep(50);
    await redis.restart();
    expect(await service.ended()).toBe(1);
    expect(service.log).toContain('Annals cannot start:\n  - ');
  });

  test('does not take another database of a Redis than the one that is named', async () => {
    await using redis = await startRedisServer();
    const environment = serviceEnvironment({ REDIS_URL: redis.databaseUrl(1000) });
    const service = new RunningService('scheduler', environment);
    await new ApiClient('').until(async () => service.log.includes('process.'));
    expect(service.log).toContain('process.waiting_for_servers');
    expect(service.log).toContain('the number of the database');
    expect(await service.stop()).toBe(0);
  });
});
