import { describe, expect, setDefaultTimeout, test } from 'bun:test';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RecordedLogger } from '@annals/application/fakes';
import { startEmbeddedPostgres } from '@annals/embedded';
import { migrateDown } from '@annals/migrations';
import { connectDatabase } from '@annals/persistence';
import { buildGuild, startDiscordSimulator } from '@annals/plugin-discord/simulator';
import { SQL } from 'bun';
import { BOT_TOKEN } from '../bot-token.ts';
import { openEmptyTestDatabase, openTestDatabase } from '../database.ts';
import {
  ApiClient,
  RunningService,
  serviceEnvironment,
  temporaryFolder,
} from '../running-service.ts';

setDefaultTimeout(60_000);

/** Processes that one after the other begin and are killed. */
const CRASHES = 8;
/** What an attempt asks before it reads messages: the catalogue of a small guild. */
const REQUESTS_OF_AN_ATTEMPT = 20;

describe('a start', () => {
  test('beside others, on an empty database, is a start like any other', async () => {
    await using database = await openEmptyTestDatabase();
    const environment = serviceEnvironment({ DATABASE_URL: database.url });
    const services = await Promise.all(
      ['start', 'start', 'api', 'worker', 'scheduler'].map((role) =>
        RunningService.start(role, environment),
      ),
    );
    for (const service of services) expect(await service.stop()).toBe(0);
  });

  test('on a database of a newer version ends at once, and says why', async () => {
    await using database = await openEmptyTestDatabase();
    const environment = serviceEnvironment({ DATABASE_URL: database.url });
    const service = await RunningService.start('start', environment);
    expect(await service.stop()).toBe(0);
    await using sql = new SQL(database.url, { max: 1 });
    await sql`insert into annals_migrations (name, timestamp) values ('9999-later', now()::text)`;
    for (const role of ['start', 'api', 'worker', 'scheduler', 'migrate']) {
      const refused = new RunningService(role, environment);
      expect({ role, exitCode: await refused.ended() }).toEqual({ role, exitCode: 1 });
      expect(refused.log).toContain(
        'The database was migrated by a newer version of Annals (9999-later)',
      );
      expect(refused.log).not.toContain('    at ');
    }
  });

  const visitor = `create role visitor login password 'visitor'`;
  test.each([
    {
      what: 'whose user may make no tables',
      prepare: [visitor],
      change: (url: URL) => Object.assign(url, { username: 'visitor', password: 'visitor' }),
      said: 'The user of DATABASE_URL may not make or change the tables',
    },
    {
      what: 'whose user may make tables, and no schema for the queue',
      prepare: [
        `create role lodger login password 'lodger'`,
        'create schema lodger authorization lodger',
      ],
      change: (url: URL) => Object.assign(url, { username: 'lodger', password: 'lodger' }),
      said: 'The user of DATABASE_URL may not make the schema bullmq',
    },
    {
      what: 'of an encoding that holds not every text',
      prepare: [
        `create database latin template template0 encoding 'LATIN1' locale_provider libc locale 'C'`,
      ],
      change: (url: URL) => Object.assign(url, { pathname: '/latin' }),
      said: 'The database’s encoding is LATIN1, which cannot hold every text',
    },
    {
      what: 'that takes no writes',
      prepare: [],
      change: (url: URL) =>
        Object.assign(url, { search: 'options=-cdefault_transaction_read_only=on' }),
      said: 'The database takes no writes, and its tables are not up to date',
    },
  ])('on a database $what ends at once, and says what to do', async ({ prepare, change, said }) => {
    await using database = await openEmptyTestDatabase();
    await using admin = new SQL(database.url, { max: 1 });
    for (const statement of prepare) await admin.unsafe(statement);
    const url = change(new URL(database.url)).href;
    const refused = new RunningService('worker', serviceEnvironment({ DATABASE_URL: url }));
    expect(await refused.ended()).toBe(1);
    expect(refused.log).toContain(`Annals cannot start:\n  - ${said}`);
    expect(refused.log).not.toContain('    at ');
  });

  test('on the built-in data with another password ends at once, and says what to put back', async () => {
    const dataDir = await temporaryFolder();
    const log = new RecordedLogger();
    await (await startEmbeddedPostgres({ dataDir, log }))[Symbol.asyncDispose]();
    await writeFile(join(dataDir, 'postgres/password'), 'of-other-data\n');
    const refused = new RunningService('worker', serviceEnvironment({ DATA_DIR: dataDir }));
    expect(await refused.ended()).toBe(1);
    expect(refused.log).toContain('put back the file postgres/password of DATA_DIR');
    expect(refused.log).not.toContain('    at ');
  });

  test('waits for a table no longer than its user may, and says so', async () => {
    await using database = await openTestDatabase();
    const earlier = connectDatabase(database.url);
    await migrateDown(earlier.db, '0009-pending-by-failures');
    await earlier.close();
    await using admin = new SQL(database.url, { max: 1 });
    await admin`begin`;
    await admin`select from messages`;
    const url = `${database.url}?options=-c%20lock_timeout%3D200`;
    const refused = new RunningService('worker', serviceEnvironment({ DATABASE_URL: url }));
    expect(await refused.ended()).toBe(1);
    expect(refused.log).toContain(
      '"migrations":"0010-time-upwards 0011-hash-key 0012-expected-end 0013-comments"',
    );
    expect(refused.log).toContain('Somebody else uses the tables for longer than the lock_timeout');
    expect(refused.log).not.toContain('    at ');
  });

  test.each([
    [
      'the port of another program',
      ({ port, hostname }: URL) => ({ PORT: port, HOST: hostname }),
      'another program',
    ],
    ['a host that is nowhere', () => ({ HOST: 'nowhere.invalid' }), 'nowhere.invalid'],
    [
      'a key that no header holds',
      () => ({ ADMIN_API_KEY: 'correct horse battery' }),
      'ADMIN_API_KEY',
    ],
  ])('with %s ends at once, and says what to set', async (_, change, said) => {
    await using database = await openEmptyTestDatabase();
    const other = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response() });
    const environment = serviceEnvironment({ DATABASE_URL: database.url, ...change(other.url) });
    const refused = new RunningService('api', environment);
    expect(await refused.ended()).toBe(2);
    expect(refused.log).toContain('Annals cannot start:\n  - ');
    expect(refused.log).toContain(said);
    expect(refused.log).not.toContain('    at ');
    await other.stop(true);
  });

  test('that is asked to stop again and again puts everything away all the same', async () => {
    const guild = buildGuild({ seed: 5, messages: 200, threads: 2, endMs: Date.now() });
    const asked = Promise.withResolvers<void>();
    const answers = Promise.withResolvers<void>();
    await using simulator = await startDiscordSimulator({
      guilds: [guild],
      token: BOT_TOKEN,
      beforeAnswer: () => {
        asked.resolve();
        return answers.promise;
      },
    });
    await using database = await openEmptyTestDatabase();
    const environment = serviceEnvironment({
      DATABASE_URL: database.url,
      DISCORD_API_URL: simulator.url,
    });
    const service = await RunningService.start('start', environment);
    const api = new ApiClient(await service.apiUrl());
    await api.register(guild.name, guild.id);
    await asked.promise;
    let isOver = false;
    const ended = service.ended().finally(() => {
      isOver = true;
    });
    await api.until(async () => {
      if (!isOver) process.kill(service.pid, 'SIGINT');
      return isOver;
    });
    expect(await ended).toBe(0);
    answers.resolve();
  });

  test('again and again after crashes asks the platform no more than once or twice', async () => {
    const guild = buildGuild({ seed: 5, messages: 500, threads: 4, endMs: Date.now() });
    const asked = Promise.withResolvers<void>();
    await using simulator = await startDiscordSimulator({
      guilds: [guild],
      token: BOT_TOKEN,
      beforeAnswer: () => asked.resolve(),
    });
    await using database = await openEmptyTestDatabase();
    const environment = serviceEnvironment({
      DATABASE_URL: database.url,
      DISCORD_API_URL: simulator.url,
    });
    const first = await RunningService.start('start', environment);
    await new ApiClient(await first.apiUrl()).register(guild.name, guild.id);
    await asked.promise;
    await first.kill();
    const before = simulator.requests.total;
    for (let crash = 0; crash < CRASHES; crash += 1) {
      const service = await RunningService.start('start', environment);
      await service.kill();
    }
    expect(simulator.requests.total - before).toBeLessThanOrEqual(2 * REQUESTS_OF_AN_ATTEMPT);
    // Nine starts of everything, one after the other.
  }, 180_000);
});
