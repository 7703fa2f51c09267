import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import discord from '@annals/plugin-discord';
import { SimulatedGuild, startDiscordSimulator } from '@annals/plugin-discord/simulator';
import { configure } from '../../config/configure.ts';
import { secretsOf } from '../../config/secrets-of.ts';
import { ConfigError, describeVariables, readConfig, readServerAddress } from '../../config.ts';
import { BOT_TOKEN } from '../bot-token.ts';
import { openEmptyTestDatabase } from '../database.ts';
import { Gate } from '../gate.ts';
import { ApiClient, RunningService, serviceEnvironment } from '../running-service.ts';

setDefaultTimeout(30_000);

test('a bad environment: every fault at once, exit code 2, no stack, no value', async () => {
  const service = new RunningService('worker', {
    PATH: Bun.env.PATH ?? '',
    DATABASE_URL: 'postgres://somebody:a-password@127.0.0.1:1/annals',
    REDIS_URL: 'http://redis.example',
    DISCORD_API_URL: 'not a url',
    PORT: 'eighty',
    SYNC_BATCH_SIZE: '0',
    SYNC_ON_RATE_LIMIT: 'perhaps',
    PLATFORM_PLUGINS: 'discord,',
  });
  expect(await service.ended()).toBe(2);
  const { log } = service;
  const faults = ['DISCORD_BOT_TOKEN', 'DISCORD_API_URL', 'DATABASE_URL', 'REDIS_URL'];
  for (const name of [
    ...faults,
    'PORT',
    'SYNC_BATCH_SIZE',
    'SYNC_ON_RATE_LIMIT',
    'PLATFORM_PLUGINS',
  ]) {
    expect(log).toContain(`  - ${name} `);
  }
  expect(log).not.toMatch(/\n\s+at /);
  expect(log).not.toContain('a-password');
  expect(log).not.toContain('eighty');
});

test('no test starts Annals with the file .env of whoever runs it, which may name a real archive', async () => {
  const tests = join(import.meta.dir, '..');
  const starts = /process\.execPath\W+(?:main|program)\b/;
  const careless: string[] = [];
  for (const path of new Bun.Glob('**/*.ts').scanSync(tests))
    if (starts.test(await Bun.file(join(tests, path)).text())) careless.push(path);
  expect(careless).toEqual([]);
});

/** What is wrong with these variables for a process that talks to the platforms. */
function faultsOf(environment: Readonly<Record<string, string>>): readonly string[] {
  return readConfig(environment, [discord], { needsPlatforms: true }).faults;
}

const TOKEN = { DISCORD_BOT_TOKEN: 'a-token' };

test.each([
  ['PORT', ['65536', '-1', '1.5', '80a'], ['0', '65535']],
  ['PROBE_PORT', ['65536'], ['0', '65535']],
  ['SYNC_BATCH_SIZE', ['0', '5001'], ['1', '5000']],
  ['SYNC_CHANNEL_CONCURRENCY', ['0', '51'], ['1', '50']],
  ['SYNC_LOOKBACK_HOURS', ['-1', '8761'], ['0', '8760']],
  ['WORKER_CONCURRENCY', ['0', '65'], ['1', '64']],
  ['SYNC_REACTION_USERS', ['yes'], ['true', 'false', '1', '0']],
  ['SYNC_ON_RATE_LIMIT', ['Exit'], ['exit', 'wait']],
  ['LOG_LEVEL', ['INFO', 'silent'], ['debug', 'info', 'warn', 'error']],
  ['SYNC_SCHEDULE', ['hourly', '0 0 31 2 *'], ['*/5 * * * *', ' 0 * * * * ']],
  ['ADMIN_API_KEY', ['x'.repeat(15), 'x'.repeat(513), 'sixteen signs or more'], ['x'.repeat(512)]],
  ['ID_HASH_KEY', ['x'.repeat(15)], ['x'.repeat(16)]],
  ['REDIS_URL', ['http://127.0.0.1', '127.0.0.1:6379'], ['redis://h', 'rediss://h:1/2']],
  ['DISCORD_BOT_TOKEN', ['Bot a-token', '"a-token"'], ['a-token']],
  ['DISCORD_API_URL', ['discord.com/api'], ['https://discord.com/api/']],
  ['DISCORD_REQUESTS_PER_SECOND', ['0', '100000'], ['1', '99999']],
])('%s takes what it says, and tells by its name what it does not take', (name, wrong, right) => {
  for (const value of wrong) {
    const faults = faultsOf({ ...TOKEN, [name]: value });
    expect({ value, faults }).toEqual({
      value,
      faults: [expect.stringMatching(new RegExp(`^${name} .*\\.$`))],
    });
    if (/KEY|TOKEN/.test(name)) expect(faults.join()).not.toContain(value);
  }
  for (const value of ['', ...right]) {
    const faults = faultsOf({ ...TOKEN, ...(value !== '' && { [name]: value }) });
    expect({ value, faults }).toEqual({ value, faults: [] });
  }
});

test('what is not set is as the README says', () => {
  const { config, faults } = readConfig({}, [], { needsPlatforms: false });
  expect(faults).toEqual([]);
  expect(config).toEqual({
    ...{ databaseUrl: null, redisUrl: null, adminApiKey: null, idHashKey: null },
    ...{ host: '127.0.0.1', port: 3000, probePort: null, logLevel: 'info' },
    dataDir: join(process.cwd(), 'data'),
    ...{ syncSchedule: '0 * * * *', syncBatchSize: 5000, syncChannelConcurrency: 1 },
    ...{ syncLookbackHours: 24, syncReactionUsers: true, syncOnRateLimit: 'exit' },
    ...{ workerConcurrency: 2, pluginSettings: {} },
  });
});

describe('a secret in a file', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'annals-secrets-'));
    await Bun.write(join(folder, 'token'), 'a-token\n');
    await Bun.write(join(folder, 'empty'), '\n');
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('is read without the end of its line, and gives way to the variable itself', () => {
    const read = (environment: Readonly<Record<string, string>>) =>
      readConfig(environment, [discord], { needsPlatforms: true }).config.pluginSettings.discord;
    const file = { DISCORD_BOT_TOKEN_FILE: join(folder, 'token') };
    expect(read(file)).toEqual({ DISCORD_BOT_TOKEN: 'a-token' });
    expect(read({ ...file, DISCORD_BOT_TOKEN: 'another' })).toEqual({
      DISCORD_BOT_TOKEN: 'another',
    });
  });

  test.each(['DISCORD_BOT_TOKEN', 'ADMIN_API_KEY', 'DATABASE_URL', 'ID_HASH_KEY'])(
    'that cannot be read or holds nothing is told once: %s',
    (name) => {
      const told = (file: string) =>
        faultsOf({
          ...(name !== 'DISCORD_BOT_TOKEN' && TOKEN),
          [`${name}_FILE`]: join(folder, file),
        });
      expect(told('nowhere')).toEqual([`${name}_FILE names a file that cannot be read.`]);
      expect(told('empty')).toEqual([`${name}_FILE names a file that is empty.`]);
    },
  );

  test('is none for what is no secret', () => {
    expect(faultsOf({ ...TOKEN, PORT_FILE: join(folder, 'nowhere') })).toEqual([]);
  });
});

test('no log shows what is marked as a secret', () => {
  const secret = describeVariables([discord]).filter((each) => each.secret);
  // The command line's own, which has no log.
  const names = secret.map(({ name }) => name).filter((name) => name !== 'ANNALS_KEY');
  const values: Readonly<Record<string, string>> = {
    DATABASE_URL: 'postgres://one/annals',
    REDIS_URL: 'redis://one',
  };
  const environment = Object.fromEntries(
    names.map((name) => [name, values[name] ?? `the-secret-of-${name}`]),
  );
  const { config, faults } = readConfig(environment, [discord], { needsPlatforms: true });
  expect(faults).toEqual([]);
  expect(secretsOf(config, [discord]).toSorted()).toEqual(Object.values(environment).toSorted());
});

test('one platform is not loaded twice', async () => {
  const configured = configure(
    { PLATFORM_PLUGINS: 'discord, discord' },
    { needsPlatforms: false, servers: 'are not tried' },
  );
  await expect(configured).rejects.toThrow('names two plugins for the platform discord');
});

test.each([
  ['annals@one:5432,two:5432/annals', 'names several hosts'],
  ['annals@one,two/annals', 'names several hosts'],
  ['annals@one/annals?sslmode=prefer', 'leaves it to the server whether'],
  ['annals@one/annals?sslmode=allow', 'leaves it to the server whether'],
  ['annals@one:two/annals', 'is not a URL of the form postgres://'],
  ['annals:100%sure@one/annals', 'has a % with no sign behind it'],
  ['annals@one/annals?sslmode=verify-full&sslrootcert=/nowhere.pem', 'names a file that cannot be'],
  [
    'annals@one/annals?sslmode=require&sslcert=/&sslkey=/nowhere.pem',
    'names a file that cannot be',
  ],
])('a database that not both drivers find: postgres://%s', (address, fault) => {
  const { faults } = readConfig({ DATABASE_URL: `postgres://${address}` }, [], {
    needsPlatforms: false,
  });
  expect(faults).toEqual([expect.stringContaining(`DATABASE_URL ${fault}`)]);
});

test.each([
  'annals:pass,word@one/annals',
  'annals@%2Frun%2Fpostgresql/annals?sslmode=require',
  'annals@one/annals?sslmode=verify-full&sslrootcert=system',
  `annals@one/annals?sslmode=verify-ca&sslrootcert=${import.meta.path}`,
])('a database that both drivers find: postgres://%s', (address) => {
  const environment = { DATABASE_URL: `postgres://${address}` };
  expect(readConfig(environment, [], { needsPlatforms: false }).faults).toEqual([]);
});

/** What is said of a server that the command line is told to ask. */
function faultsOfServer(
  environment: Readonly<Record<string, string>>,
  given: { readonly url?: string; readonly key?: string } = {},
): readonly string[] {
  try {
    readServerAddress(environment, { url: null, key: null, ...given });
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}

test.each([
  'https://annals.example.org/archive',
  'https://annals.example.org/tenants/garden',
  'https://annals.example.org/?tenant=garden',
  'https://somebody:a-password@annals.example.org',
])('a server whose address would lose a part of it is not asked: %s', (url) => {
  const fault =
    'is more than the address of a server: name it without path, query or user, as https://annals.example.org.';
  expect(faultsOfServer({ ANNALS_URL: url, ANNALS_KEY: 'x' })).toEqual([`ANNALS_URL ${fault}`]);
  expect(faultsOfServer({}, { url, key: 'x' })).toEqual([`--url ${fault}`]);
});

test('a server is told from the environment or the options, these before that', () => {
  const environment = { ANNALS_URL: 'http://127.0.0.1:3000/', ANNALS_KEY: 'a-key' };
  const nothing = { url: null, key: null };
  expect(readServerAddress({}, nothing)).toBeNull();
  expect(readServerAddress({ ANNALS_KEY: 'a-key' }, nothing)).toBeNull();
  expect(readServerAddress(environment, nothing)).toEqual({
    ...{ url: 'http://127.0.0.1:3000', key: 'a-key' },
  });
  const given = { url: 'https://annals.example.org', key: 'another' };
  expect(readServerAddress(environment, given)).toEqual(given);
});

test('a key that is given is for a server: without one nothing is done to this machine’s archive', () => {
  expect(faultsOfServer({}, { key: 'x' })).toEqual([
    '--key is for a server, and none is named: say which with --url or ANNALS_URL.',
  ]);
  expect(faultsOfServer({ ANNALS_URL: 'nowhere' }, { key: 'x' })).toHaveLength(1);
});

test('what is wrong with an option is told by its name', () => {
  const form = 'is not a URL of the form http://… or https://….';
  expect(faultsOfServer({}, { url: 'localhost:3000', key: 'x' })).toEqual([`--url ${form}`]);
  expect(faultsOfServer({ ANNALS_URL: 'localhost:3000' })).toEqual([`ANNALS_URL ${form}`]);
});

test('a sign that a file .env takes for its own is read as it is meant, written as the page shows', async () => {
  const page = Bun.file(Bun.fileURLToPath(import.meta.resolve('../../docs/operating.md')));
  const [, line = '', meant = ''] =
    /`(ADMIN_API_KEY=.+?)` for `(.+?)`/.exec(await page.text()) ?? [];
  const folder = await mkdtemp(join(tmpdir(), 'annals-settings-'));
  try {
    await Bun.write(join(folder, '.env'), line);
    const { stdout } = Bun.spawnSync([process.execPath, '--print', 'process.env.ADMIN_API_KEY'], {
      ...{ cwd: folder, env: { PATH: Bun.env.PATH ?? '' } },
    });
    expect(meant).toMatch(/\$.*#/);
    expect(stdout.toString().trim()).toBe(meant);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('platforms that are set to nothing are those that are loaded when they are not set', async () => {
  const service = new RunningService('worker', {
    ...serviceEnvironment({ DISCORD_API_URL: 'not a url' }),
    PLATFORM_PLUGINS: '',
  });
  expect(await service.ended()).toBe(2);
  expect(service.log).toContain('  - DISCORD_API_URL ');
});

test.each([
  ['throw new TypeError("no table of emoji");', 'fails when it is loaded: no table of emoji'],
  ['import "no-such-library";', 'fails when it is loaded: Cannot find package'],
  ['export const slack = {};', 'has no default export.'],
  [
    'export default { contract: 0 };',
    'is made for another version of Annals (contract 0, here 1).',
  ],
])('a plugin that cannot be used says what is wrong with it: %s', async (source, fault) => {
  const folder = await mkdtemp(join(tmpdir(), 'annals-plugin-'));
  try {
    const plugin = join(folder, 'plugin.ts');
    await Bun.write(plugin, source);
    const configured = configure(
      { PLATFORM_PLUGINS: plugin },
      { needsPlatforms: true, servers: 'are not tried' },
    );
    await expect(configured).rejects.toThrow(`The plugin ${plugin} ${fault}`);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a plugin that is nowhere is to be added', async () => {
  const configured = configure(
    { PLATFORM_PLUGINS: 'nowhere' },
    { needsPlatforms: true, servers: 'are not tried' },
  );
  await expect(configured).rejects.toThrow('there is no package @annals/plugin-nowhere: add it');
});

test('without a token: the API is there, and a sync says what is missing', async () => {
  await using database = await openEmptyTestDatabase();
  const { DISCORD_BOT_TOKEN: _, ...environment } = serviceEnvironment({
    DATABASE_URL: database.url,
  });
  const service = await RunningService.start('start', environment);
  const api = new ApiClient(await service.apiUrl());
  const slug = await api.register('Early', '81384788765712384');
  expect(await api.idle(slug)).toMatchObject({
    status: 'failed',
    error: { code: 'token_missing', message: expect.stringContaining('DISCORD_BOT_TOKEN') },
  });
  expect(await service.stop()).toBe(0);
  expect(service.log).toContain('Nothing can be archived yet: DISCORD_BOT_TOKEN is not set.');
});

test('an API by itself without a token does not say that nothing is archived: workers may have one', async () => {
  await using database = await openEmptyTestDatabase();
  const { DISCORD_BOT_TOKEN: _, ...environment } = serviceEnvironment({
    DATABASE_URL: database.url,
  });
  const service = await RunningService.start('api', environment);
  expect(await service.stop()).toBe(0);
  expect(service.log).toContain('No community can be examined: DISCORD_BOT_TOKEN is not set.');
  expect(service.log).not.toContain('Nothing can be archived');
});

test('how psql is to encrypt says nothing of the queue, as of the archive: DATABASE_URL does', async () => {
  await using database = await openEmptyTestDatabase();
  const service = await RunningService.start(
    'start',
    serviceEnvironment({ DATABASE_URL: database.url, PGSSLMODE: 'verify-full' }),
  );
  const api = new ApiClient(await service.apiUrl());
  expect(await api.ask('/readyz')).toMatchObject({ status: 200 });
  expect(await service.stop()).toBe(0);
});

const HOUR_MS = 60 * 60 * 1000;

/** With a message that is thirty hours old, to which somebody reacted; the bot is that of another. */
function guildOfYesterday(
  nth: number,
  other?: SimulatedGuild,
): {
  readonly guild: SimulatedGuild;
  change(): void;
} {
  const bot = other?.users.get(other.botId);
  // Its ids follow from when it was made.
  const startMs = Date.now() - 30 * HOUR_MS + nth * 1_000;
  const guild = new SimulatedGuild({ name: 'A guild', startMs, ...(bot && { bot }) });
  const channel = guild.addChannel({ name: 'general' });
  const message = guild.post(channel, { authorId: guild.ownerId, content: 'Hello' });
  guild.react(channel, message, { id: null, name: '🌱' }, [guild.ownerId]);
  guild.advance(29 * HOUR_MS);
  guild.post(channel, { authorId: guild.ownerId, content: 'Still here?' });
  return {
    guild,
    change() {
      guild.advanceTo(Date.now());
      guild.edit(channel, message, { content: 'Hello again' });
      guild.post(channel, { authorId: guild.ownerId, content: 'News' });
    },
  };
}

test('runs are as the environment says: how many at once, how far back, without reactions, patient', async () => {
  const one = guildOfYesterday(1);
  const others = [2, 3].map((nth) => guildOfYesterday(nth, one.guild));
  const guilds = [one, ...others].map(({ guild }) => guild);
  const gate = new Gate();
  await using simulator = await startDiscordSimulator({
    guilds,
    token: BOT_TOKEN,
    beforeAnswer: () => gate.pass(),
  });
  await using database = await openEmptyTestDatabase();
  const service = await RunningService.start(
    'start',
    serviceEnvironment({
      ...{ DATABASE_URL: database.url, DISCORD_API_URL: simulator.url },
      ...{ WORKER_CONCURRENCY: '3', SYNC_LOOKBACK_HOURS: '48', SYNC_REACTION_USERS: 'false' },
      SYNC_ON_RATE_LIMIT: 'wait',
    }),
  );
  const api = new ApiClient(await service.apiUrl());
  gate.close();
  const slugs: string[] = [];
  for (const [index, guild] of guilds.entries())
    slugs.push(await api.register(`Guild ${index}`, guild.id));
  await api.until(async () => {
    const states = await Promise.all(slugs.map(async (each) => (await api.status(each)).state));
    return states.every((state) => state === 'running');
  });
  gate.open();
  for (const each of slugs)
    expect(await api.idle(each)).toMatchObject({ status: 'succeeded', reactions: 0 });

  one.change();
  const [slug = ''] = slugs;
  simulator.fail({ path: /messages/, times: 1, answer: 'rateLimited', retryAfterMs: 50 });
  await api.sync(slug);
  expect(await api.idle(slug)).toMatchObject({
    ...{ status: 'succeeded', messages: { added: 1, updated: 1, deleted: 0 }, reactions: 0 },
  });
  expect(await service.stop()).toBe(0);
}, 120_000);

test('an unknown command: what there is, exit code 2', async () => {
  const service = new RunningService('strat', { PATH: Bun.env.PATH ?? '' });
  expect(await service.ended()).toBe(2);
  expect(service.log).toStartWith('Usage: ');
});

test.each(['start --port 8080', 'worker --help'])(
  'a role with an option, of which it has none: what there is, exit code 2: %s',
  (words) => {
    const main = Bun.fileURLToPath(import.meta.resolve('../../main.ts'));
    const { exitCode, stderr } = Bun.spawnSync(
      [process.execPath, '--no-env-file', main, ...words.split(' ')],
      {
        env: { PATH: Bun.env.PATH ?? '', PORT: 'none' },
      },
    );
    expect(exitCode).toBe(2);
    expect(stderr.toString()).toStartWith('Usage: ');
  },
);
