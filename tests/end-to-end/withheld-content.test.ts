import { afterAll, beforeAll, beforeEach, expect, setDefaultTimeout, test } from 'bun:test';
import {
  buildGuild,
  type DiscordSimulator,
  type SimulatedGuild,
  startDiscordSimulator,
} from '@annals/plugin-discord/simulator';
import { SQL } from 'bun';
import { BOT_TOKEN } from '../bot-token.ts';
import { openEmptyTestDatabase, type TestDatabase } from '../database.ts';
import { ApiClient, RunningService, serviceEnvironment } from '../running-service.ts';
import { archivedRows, trueRows, untruths } from './archive-rows.ts';

setDefaultTimeout(120_000);

const THREE_DAYS_MS = 3 * 24 * 60 * 60 * 1000;
const REMEDY = 'Switch on the Message Content Intent';

let guild: SimulatedGuild;
let simulator: DiscordSimulator;
let database: TestDatabase;
let service: RunningService;
let api: ApiClient;
let sql: SQL;
let seed = 40;

beforeAll(async () => {
  database = await openEmptyTestDatabase();
  sql = new SQL(database.url);
});
afterAll(async () => {
  await sql.close();
  await database.close();
});

beforeEach(() => {
  seed += 1;
  guild = buildGuild({ seed, messages: 3_000, threads: 20, endMs: Date.now() - THREE_DAYS_MS });
});

/**
 * A service that archives the guild while the intent is off, and `isTold` of it by the application;
 * `act` gets the tenant's slug.
 */
async function withService(
  isTold: false | null,
  act: (slug: string) => Promise<void>,
): Promise<void> {
  await using running = await startDiscordSimulator({ guilds: [guild], token: BOT_TOKEN });
  simulator = running;
  simulator.setContentIntent(false, isTold);
  const servers = { DATABASE_URL: database.url, DISCORD_API_URL: simulator.url };
  service = await RunningService.start('start', serviceEnvironment(servers));
  api = new ApiClient(await service.apiUrl());
  await act(await api.register(guild.name, guild.id));
  expect(await service.stop()).toBe(0);
}

async function expectTruth(slug: string): Promise<void> {
  expect(await untruths(sql, slug, guild)).toEqual({});
}

async function revisions(): Promise<number> {
  const [{ count }] = await sql`select count(*)::int as count from message_revisions`;
  return count;
}

test('the intent is off and the application says so: nothing is stored until it is on', () =>
  withService(false, async (slug) => {
    const run = await api.idle(slug);
    expect(run).toMatchObject({ status: 'failed', error: { code: 'content_withheld' } });
    expect(run.error?.message).toContain(REMEDY);
    expect((await archivedRows(sql, slug)).messages).toEqual([]);

    simulator.setContentIntent(true);
    const next = await api.idle(slug, await api.sync(slug));
    expect({ status: next.status, error: next.error }).toEqual({
      status: 'succeeded',
      error: null,
    });
    await expectTruth(slug);
  }));

test('the intent is off and nothing says so: what came blank is read again once it is on', () =>
  withService(null, async (slug) => {
    const run = await api.idle(slug);
    expect(run).toMatchObject({ status: 'partial', error: { code: 'content_withheld' } });
    expect(run.error?.message).toContain(REMEDY);
    expect((await archivedRows(sql, slug)).messages).toHaveLength(trueRows(guild).messages.length);

    simulator.requests.reset();
    const still = await api.idle(slug, await api.sync(slug));
    expect(still).toMatchObject({ status: 'partial', error: { code: 'content_withheld' } });
    expect(simulator.requests.count('GET /channels/{channel}/messages')).toBeLessThan(3);

    simulator.setContentIntent(true);
    const next = await api.idle(slug, await api.sync(slug));
    expect({ status: next.status, error: next.error }).toEqual({
      status: 'succeeded',
      error: null,
    });
    await expectTruth(slug);
    expect(await revisions()).toBe(0);
  }));
