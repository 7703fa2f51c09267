import { afterEach, beforeEach, expect, setDefaultTimeout, test } from 'bun:test';
import { RecordedLogger } from '@annals/application/fakes';
import { startEmbeddedPostgres } from '@annals/embedded';
import {
  buildGuild,
  type DiscordSimulator,
  type SimulatedGuild,
  startDiscordSimulator,
} from '@annals/plugin-discord/simulator';
import { SQL } from 'bun';
import { BOT_TOKEN } from '../bot-token.ts';
import {
  ApiClient,
  RunningService,
  type ServiceEnvironment,
  serviceEnvironment,
  temporaryFolder,
} from '../running-service.ts';
import { untruths } from './archive-rows.ts';

// A killed worker's run is taken over after 15 to 25 s.
setDefaultTimeout(240_000);

const MESSAGE_LISTS = 'GET /channels/{channel}/messages';
const THREE_DAYS_MS = 3 * 24 * 60 * 60 * 1000;
const BATCH_SIZE = 300;
/** The batch that was being written, the one being gathered, and the page that was on its way. */
const PAGES_AT_STAKE = (2 * BATCH_SIZE) / 100 + 1;

let guild: SimulatedGuild;
let simulator: DiscordSimulator;
let environment: ServiceEnvironment;
let dataDir: string;
/** Resolves when this many lists of messages have been asked for, in all. */
let listsAsked: Map<number, PromiseWithResolvers<void>>;

beforeEach(async () => {
  guild = buildGuild({
    seed: 21,
    messages: 6_000,
    threads: 40,
    endMs: Date.now() - THREE_DAYS_MS,
  });
  listsAsked = new Map();
  let asked = 0;
  simulator = await startDiscordSimulator({
    guilds: [guild],
    token: BOT_TOKEN,
    beforeAnswer({ template }) {
      if (template !== MESSAGE_LISTS) return;
      asked += 1;
      listsAsked.get(asked)?.resolve();
    },
  });
  dataDir = await temporaryFolder();
  environment = serviceEnvironment({
    DATA_DIR: dataDir,
    DISCORD_API_URL: simulator.url,
    SYNC_BATCH_SIZE: String(BATCH_SIZE),
  });
});

afterEach(() => simulator[Symbol.asyncDispose]());

function afterLists(count: number): Promise<void> {
  const reached = Promise.withResolvers<void>();
  listsAsked.set(count, reached);
  return reached.promise;
}

/** Pages that were asked for again, but for the second look where the newest message is gone. */
function repeatedLists(): number {
  const lists = simulator.requests.of(MESSAGE_LISTS);
  const pages = new Set(lists.map(({ path, query }) => `${path} ${query.after}`));
  return lists.length - pages.size - channelsWithoutTheirNewest();
}

function channelsWithoutTheirNewest(): number {
  return [...guild.channels.values()].filter(
    ({ lastMessageId, messages }) =>
      lastMessageId !== null && !messages.some(({ payload }) => payload.id === lastMessageId),
  ).length;
}

async function expectTruth(slug: string): Promise<void> {
  await using postgres = await startEmbeddedPostgres({ dataDir, log: new RecordedLogger() });
  await using sql = new SQL(postgres.url);
  const wrong = await untruths(sql, slug, guild);
  const [{ runs }] = await sql`select count(*)::int as runs from sync_runs`;
  expect(wrong).toEqual({});
  expect(runs).toBe(1);
}

test.each([1, 4])(
  'kill -9, twice in one run, %i channels at once: nothing lost, nothing twice, of each two batches at most read again',
  async (channelsAtOnce) => {
    const kills = [afterLists(20), afterLists(55)];
    environment = { ...environment, SYNC_CHANNEL_CONCURRENCY: String(channelsAtOnce) };
    let service = await RunningService.start('start', environment);
    const slug = await new ApiClient(await service.apiUrl()).register(guild.name, guild.id);
    for (const moment of kills) {
      await moment;
      await service.kill();
      service = await RunningService.start('start', environment);
    }
    const api = new ApiClient(await service.apiUrl());
    const run = await api.idle(slug);
    expect(run.status).toBe('succeeded');
    await expectTruth(slug);
    expect(repeatedLists()).toBeLessThanOrEqual(kills.length * channelsAtOnce * PAGES_AT_STAKE);
    expect(await service.stop()).toBe(0);
  },
);

test('SIGTERM in mid-run: the batch is stored, and the next process goes on at once', async () => {
  const moment = afterLists(30);
  const first = await RunningService.start('start', environment);
  const slug = await new ApiClient(await first.apiUrl()).register(guild.name, guild.id);
  await moment;
  expect(await first.stop()).toBe(0);
  expect(first.log).toContain('"process.stopping"');
  const second = await RunningService.start('start', environment);
  const run = await new ApiClient(await second.apiUrl()).idle(slug);
  expect(run.status).toBe('succeeded');
  await expectTruth(slug);
  expect(repeatedLists()).toBeLessThanOrEqual(PAGES_AT_STAKE);
  expect(await second.stop()).toBe(0);
});
