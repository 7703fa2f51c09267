import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { fileURLToPath } from 'node:url';
import type { CommunityReport, DoctorReport } from '@annals/application';
import type { FindingCode, Spread } from '@annals/domain';
import {
  buildGuild,
  type DiscordSimulator,
  madeAt,
  type Overwrite,
  SimulatedGuild,
  startDiscordSimulator,
} from '@annals/plugin-discord/simulator';
import { SQL } from 'bun';
import { z } from 'zod';
import { BOT_TOKEN } from '../bot-token.ts';
import { openEmptyTestDatabase, openTestDatabase, type TestDatabase } from '../database.ts';
import { ApiClient, RunningService, serviceEnvironment } from '../running-service.ts';

setDefaultTimeout(120_000);

const READ_MESSAGE_HISTORY = 1n << 16n;
const CONNECT = 1n << 20n;
const VOICE = 2;
const FIVE_MINUTES_MS = 5 * 60_000;
const NOWHERE = '127.0.0.1:1';

const main = fileURLToPath(import.meta.resolve('../../main.ts'));

let guild: SimulatedGuild;
let generalId: string;
let simulator: DiscordSimulator;
let database: TestDatabase;
let service: RunningService;
let api: ApiClient;
let slug: string;

beforeAll(async () => {
  guild = new SimulatedGuild({ name: 'The Garden', startMs: Date.UTC(2024, 0, 1) });
  generalId = guild.addChannel({ name: 'general' });
  guild.post(generalId, { authorId: guild.ownerId, content: 'Hello' });
  guild.addChannel({ name: 'staff', overwrites: [denied(guild.id, 1n << 10n)] });
  simulator = await startDiscordSimulator({
    guilds: [guild],
    token: BOT_TOKEN,
    hidesUnviewableChannels: false,
  });
  database = await openEmptyTestDatabase();
  service = await RunningService.start('start', environment());
  api = new ApiClient(await service.apiUrl());
  slug = await api.register(guild.name, guild.id);
  await api.idle(slug);
});

afterAll(async () => {
  await service.stop();
  await simulator[Symbol.asyncDispose]();
  await database.close();
});

function denied(id: string, deny: bigint): Overwrite {
  return { id, type: 0, allow: 0n, deny };
}

function environment(changes: Readonly<Record<string, string>> = {}) {
  return serviceEnvironment({
    DATABASE_URL: database.url,
    DISCORD_API_URL: simulator.url,
    ...changes,
  });
}

interface Examination {
  readonly code: number | null;
  readonly report: DoctorReport;
}

/** `annals doctor` as a process of its own. */
async function doctor(
  words: readonly string[],
  changes: Readonly<Record<string, string>> = {},
): Promise<Examination> {
  const { code, output } = await told([...words, '--json'], changes);
  return { code, report: z.custom<DoctorReport>().parse(JSON.parse(output)) };
}

async function told(words: readonly string[], changes: Readonly<Record<string, string>> = {}) {
  const command = [process.execPath, '--no-env-file', main, 'annals', 'doctor', ...words];
  const child = Bun.spawn(command, { env: environment(changes), stderr: 'pipe' });
  const [output, errors] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  await child.exited;
  return { code: child.exitCode, output, errors };
}

function communityOf({ report }: Examination): CommunityReport {
  const [community] = report.communities;
  if (community === undefined) throw new Error('The report has no community.');
  return community;
}

function codesOf({ report }: Examination): FindingCode[] {
  const findings = [...report.service, ...report.communities.flatMap((each) => each.findings)];
  for (const { remedy } of findings) expect(remedy).not.toBe('');
  return findings.map(({ code }) => code);
}

const ofGuild = (platformId: string) => ['--platform', 'discord', '--community', platformId];

describe('doctor', () => {
  test('finds nothing where nothing is wrong, and says what is archived and what is not', async () => {
    const examined = await doctor([slug]);
    expect(codesOf(examined)).toEqual([]);
    expect(examined.code).toBe(0);
    expect(examined.report.verdict).toBe('fine');
    const { archived, excluded, name } = communityOf(examined);
    expect(name).toBe('The Garden');
    expect(archived).toEqual([{ id: generalId as never, name: 'general', type: 'text' }]);
    expect(excluded).toMatchObject([{ name: 'staff', reason: 'not_public' }]);
    const { output } = await told([slug]);
    expect(output).toContain('staff  text  not everyone may see it');
    expect(output).toContain('Everything is in order.');
  });

  test('without arguments looks at every tenant', async () => {
    const examined = await doctor([]);
    expect(examined.code).toBe(0);
    expect(communityOf(examined)).toMatchObject({ tenant: { slug }, estimate: null });
  });

  test('a token that is not set, and one that Discord refuses', async () => {
    const missing = await doctor([slug], { DISCORD_BOT_TOKEN: '' });
    expect(codesOf(missing)).toEqual(['token_missing']);
    expect(missing.code).toBe(1);
    const refused = await doctor([slug], { DISCORD_BOT_TOKEN: 'another-token' });
    expect(codesOf(refused)).toEqual(['token_refused']);
    expect(communityOf(refused).findings[0]?.where.name).toBe('DISCORD_BOT_TOKEN');
  });

  test('the Message Content intent that is off', async () => {
    simulator.setContentIntent(false);
    const examined = await doctor([slug]);
    simulator.setContentIntent(true);
    expect(codesOf(examined)).toEqual(['content_intent_missing']);
    expect(communityOf(examined).archived).toHaveLength(1);
  });

  test('a server that the bot is not in', async () => {
    const examined = await doctor(ofGuild(String(BigInt(guild.id) + 1n)));
    expect(codesOf(examined)).toEqual(['bot_not_in_community']);
    expect(communityOf(examined).findings[0]?.remedy).toContain('/oauth2/authorize?client_id=');
  });

  test.each([
    ['a channel', () => generalId],
    ['the bot', () => guild.botId],
    ['nothing yet', () => '9000000000000000000'],
    ['no id at all', () => 'my-server'],
  ])('an id that is not that of a server: %s', async (_, id) => {
    expect(codesOf(await doctor(ofGuild(id())))).toEqual(['community_id_wrong']);
  });

  test('channels that everyone may read and the bot may not', async () => {
    const toBot = (right: bigint) => [denied(guild.botRoleId, right)];
    const silent = guild.addChannel({ name: 'silent', overwrites: toBot(READ_MESSAGE_HISTORY) });
    const call = { name: 'call', type: VOICE, overwrites: toBot(CONNECT) };
    const voice = guild.addChannel(call);
    const hidden = guild.addChannel({ name: 'hidden', overwrites: toBot(1n << 10n) });
    const examined = await doctor([slug]);
    for (const id of [silent, voice, hidden]) guild.removeChannel(id);
    expect(codesOf(examined).sort()).toEqual([
      ...['channel_hidden_from_bot', 'connect_denied_to_bot', 'history_denied_to_bot'],
    ] as FindingCode[]);
    const places = communityOf(examined).findings.map(({ where }) => where.id);
    expect(places.sort()).toEqual([silent, voice, hidden].sort());
    expect(communityOf(examined).archived).toHaveLength(1);
  });

  test('a community without any public channel', async () => {
    guild.hideChannel(generalId);
    const examined = await doctor([slug]);
    guild.showChannel(generalId);
    expect(codesOf(examined)).toEqual(['nothing_public']);
    expect(examined.code).toBe(0);
  });

  test.each([-FIVE_MINUTES_MS, FIVE_MINUTES_MS])('a clock that is off by %p ms', async (ms) => {
    await using skewed = await startDiscordSimulator({
      guilds: [guild],
      token: BOT_TOKEN,
      now: () => Date.now() + ms,
    });
    const examined = await doctor([slug], { DISCORD_API_URL: skewed.url });
    expect(codesOf(examined)).toEqual(['clock_skewed']);
    expect(examined.code).toBe(0);
  });

  test('a Discord that is not there', async () => {
    const examined = await doctor([slug], { DISCORD_API_URL: `http://${NOWHERE}/api` });
    expect(codesOf(examined)).toEqual(['platform_unreachable']);
  });

  test('a platform whose plugin is not loaded', async () => {
    const examined = await doctor(['--platform', 'slack', '--community', 'T1']);
    expect(codesOf(examined)).toEqual(['platform_not_loaded']);
  });

  test('a built-in database that does not start, for which the log has the reason', async () => {
    const { output, errors } = await told([], { DATABASE_URL: '', DATA_DIR: main });
    expect(output).toContain('database_unreachable');
    expect(errors.match(/"event":"postgres.not_started"/g)).toHaveLength(1);
    expect(errors).toContain(`The data in ${main} cannot be written`);
  });

  test('a database that is not there, one without tables, and one without a worker', async () => {
    const nowhere = await doctor([slug], { DATABASE_URL: `postgres://x:y@${NOWHERE}/z` });
    expect(codesOf(nowhere)).toEqual(['database_unreachable', 'queue_unreachable']);
    expect(nowhere.code).toBe(1);
    await using empty = await openEmptyTestDatabase();
    const bare = await doctor(ofGuild(guild.id), { DATABASE_URL: empty.url });
    expect(codesOf(bare)).toEqual(['database_not_migrated', 'worker_missing']);
    expect(codesOf(await doctor([slug], { DATABASE_URL: empty.url }))).toContain(
      'database_not_migrated',
    );
    await using idle = await openTestDatabase();
    const alone = await doctor([], { DATABASE_URL: idle.url });
    expect(codesOf(alone)).toEqual(['worker_missing']);
  });

  test('a database of a newer version, on which nothing would start', async () => {
    await using newer = await openTestDatabase();
    await using sql = new SQL(newer.url, { max: 1 });
    await sql`insert into annals_migrations (name, timestamp) values ('9999-later', now()::text)`;
    const examined = await doctor([], { DATABASE_URL: newer.url });
    expect(codesOf(examined)).toEqual(['database_newer', 'worker_missing']);
    expect(examined.report.service[0]?.message).toContain('9999-later');
    expect(examined.code).toBe(1);
  });

  test('a Redis that is not there', async () => {
    const examined = await doctor([slug], { REDIS_URL: `redis://${NOWHERE}` });
    expect(codesOf(examined)).toEqual(['queue_unreachable']);
  });

  test('a queue that is paused', async () => {
    await api.ask('/api/admin/queue/pause', { method: 'POST' });
    const examined = await doctor([slug]);
    await api.ask('/api/admin/queue/resume', { method: 'POST' });
    expect(codesOf(examined)).toEqual(['queue_paused']);
  });

  test('wrong usage is refused with 2', async () => {
    expect((await told(['nobody'])).code).toBe(2);
    expect((await told(['--platform', 'discord'])).code).toBe(2);
    expect((await told([slug, ...ofGuild(guild.id)])).code).toBe(2);
  });
});

describe('over the API', () => {
  test('a tenant’s key examines its own tenant, and no other community', async () => {
    const { body } = await api.ask(`/api/tenants/${slug}/keys`, {
      method: 'POST',
      body: { name: 'own' },
    });
    const own = api.withKey(z.object({ key: z.string() }).parse(body).key);
    const examined = await own.ask(`/api/tenants/${slug}/doctor`);
    expect(examined).toMatchObject({ status: 200, body: { verdict: 'fine', name: 'The Garden' } });
    expect((await own.ask('/api/tenants/somebody-else/doctor')).status).toBe(404);
    const anyGuild = `/api/doctor?platform=discord&platformId=${guild.id}`;
    expect((await own.ask(anyGuild)).status).toBe(403);
    expect((await api.ask(anyGuild)).status).toBe(200);
  });

  test('an API by itself says that it has no token', async () => {
    const alone = await RunningService.start('api', environment({ DISCORD_BOT_TOKEN: '' }));
    const { body } = await new ApiClient(await alone.apiUrl()).ask(`/api/tenants/${slug}/doctor`);
    await alone.stop();
    expect(body).toMatchObject({ verdict: 'problems', findings: [{ code: 'token_missing' }] });
  });
});

/** The likely figure may be off by this factor, and the bounds must hold the truth. */
const FACTOR = 1.5;

function expectGood({ low, likely, high }: Spread, truth: number): void {
  expect(truth).toBeWithin(low, high + 1);
  expect(likely).toBeWithin(Math.floor(truth / FACTOR), Math.ceil(truth * FACTOR) + 1);
}

test('the estimate is what a first sync of a large guild then takes', async () => {
  const large = buildGuild({ seed: 11, messages: 12_000, threads: 150, endMs: madeAt(guild.id) });
  await using discord = await startDiscordSimulator({ guilds: [large], token: BOT_TOKEN });
  await using other = await openTestDatabase();
  const servers = { DATABASE_URL: other.url, DISCORD_API_URL: discord.url };
  const { estimate } = communityOf(await doctor(ofGuild(large.id), servers));
  const sampled = discord.requests.total;
  const running = await RunningService.start('start', serviceEnvironment(servers));
  const client = new ApiClient(await running.apiUrl());
  const run = await client.idle(await client.register(large.name, large.id));
  await running.stop();
  if (estimate === null) throw new Error('There is no estimate.');
  expect(run.status).toBe('succeeded');
  expect(sampled).toBeLessThan(run.requests / 5);
  expectGood(estimate.messages, run.messages.added);
  expectGood(estimate.withReactionUsers.requests, run.requests);
  const reactions = discord.requests.count(
    'GET /channels/{channel}/messages/{message}/reactions/{emoji}',
  );
  expectGood(estimate.withoutReactionUsers.requests, run.requests - reactions);
});
