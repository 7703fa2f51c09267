import { afterEach, beforeEach, expect, setDefaultTimeout, test } from 'bun:test';
import {
  type DiscordSimulator,
  SimulatedGuild,
  startDiscordSimulator,
} from '@annals/plugin-discord/simulator';
import { SQL } from 'bun';
import { BOT_TOKEN } from '../bot-token.ts';
import { openEmptyTestDatabase, type TestDatabase } from '../database.ts';
import { ApiClient, RunningService, serviceEnvironment } from '../running-service.ts';
import { archivedRows, untruths } from './archive-rows.ts';

setDefaultTimeout(120_000);

const HOUR_MS = 60 * 60 * 1000;
const YEAR_MS = 365 * 24 * HOUR_MS;
const MESSAGE_LISTS = 'GET /channels/{channel}/messages';
const ARCHIVED_LISTS = 'GET /channels/{channel}/threads/archived/public';
/** More than a page of the archived list holds. */
const OLD_THREADS = 120;
/** Discord's numbers for text, announcement, forum and media channels. */
const PARENTS = [0, 5, 15, 16];

let guild: SimulatedGuild;
let author: string;
let parents: readonly string[];
let simulator: DiscordSimulator;
let database: TestDatabase;
let sql: SQL;
let service: RunningService;
let api: ApiClient;
let slug: string;
/** Happens to the guild before the next answer to a list of archived threads. */
let meanwhile: (() => void) | null;

beforeEach(async () => {
  guild = new SimulatedGuild({ name: 'Threads', startMs: Date.now() - YEAR_MS - HOUR_MS });
  author = guild.addUser('somebody');
  parents = PARENTS.map((type, index) => guild.addChannel({ name: `parent ${index}`, type }));
  meanwhile = null;
  simulator = await startDiscordSimulator({
    guilds: [guild],
    token: BOT_TOKEN,
    beforeAnswer({ template }) {
      if (template !== ARCHIVED_LISTS) return;
      meanwhile?.();
      meanwhile = null;
    },
  });
  database = await openEmptyTestDatabase();
  sql = new SQL(database.url);
});

afterEach(async () => {
  await sql.close();
  expect(await service.stop()).toBe(0);
  await database.close();
  await simulator[Symbol.asyncDispose]();
});

function say(channelId: string, count = 1): string {
  let last = '';
  for (let index = 0; index < count; index += 1) {
    guild.advance(1_000);
    last = guild.post(channelId, { authorId: author, content: `said at ${guild.nowMs}` });
  }
  return last;
}

function open(parentId: string, fromMessageId?: string): string {
  guild.advance(1_000);
  const from = fromMessageId === undefined ? {} : { fromMessageId };
  const thread = { parentId, name: 'a thread', ownerId: author, ...from };
  const id = guild.openThread(thread);
  say(id, 2);
  return id;
}

function archived(parentId: string): string {
  const id = open(parentId);
  guild.archiveThread(id);
  return id;
}

async function firstSync(): Promise<void> {
  const environment = { DATABASE_URL: database.url, DISCORD_API_URL: simulator.url };
  service = await RunningService.start('start', serviceEnvironment(environment));
  api = new ApiClient(await service.apiUrl());
  slug = await api.register(guild.name, guild.id);
  expect((await api.idle(slug)).status).toBe('succeeded');
  await expectTruth();
}

async function sync() {
  simulator.requests.reset();
  return await api.idle(slug, await api.sync(slug));
}

/** The tables are the guild; what they hold of channels that are no longer public is left out. */
async function expectTruth(noLongerPublic: readonly string[] = []): Promise<void> {
  expect(await untruths(sql, slug, guild, noLongerPublic)).toEqual({});
}

/** The channels whose messages were asked for since the last sync began. */
function channelsRead(): string[] {
  const paths = simulator.requests.of(MESSAGE_LISTS).map(({ path }) => path.split('/')[2] ?? '');
  return [...new Set(paths)].toSorted();
}

/** As many rows as there are of the channel or thread, and whether it counts as removed. */
async function rowsOf(channelId: string): Promise<{ messages: number; isRemoved: boolean }> {
  const [row] = await sql`
    select removed_at is not null as "isRemoved",
      (select count(*)::int from messages where channel_id = channels.id and deleted_at is null)
        as messages
    from channels where id = ${channelId}`;
  return { messages: row.messages, isRemoved: row.isRemoved };
}

test('threads of every kind of parent are kept through all that happens to them', async () => {
  const old = parents.map((parent) => archived(parent));
  for (let index = 0; index < OLD_THREADS; index += 1) archived(parents[0] ?? '');
  guild.advanceTo(Date.now() - 3 * 24 * HOUR_MS);
  const quiet = parents.map((parent) => open(parent));
  const reviving = archived(parents[2] ?? '');
  const archiving = open(parents[3] ?? '');
  guild.advanceTo(Date.now() - 2 * HOUR_MS);
  await firstSync();

  // Between two runs: a reply after a year, threads that come and go, and one whose start is gone.
  for (const thread of old) {
    say(thread);
    guild.archiveThread(thread);
  }
  const brief = parents.map((parent) => archived(parent));
  const start = say(parents[0] ?? '');
  const orphan = open(parents[0] ?? '', start);
  guild.deleteMessage(parents[0] ?? '', start);
  const post = open(parents[2] ?? '');
  const [firstOfPost] = guild.channel(post).messages;
  guild.deleteMessage(post, firstOfPost?.payload.id ?? '');
  // While the lists are read: one thread leaves the archive, another one enters it.
  meanwhile = () => {
    say(reviving);
    say(archiving);
    guild.archiveThread(archiving);
  };

  const run = await sync();
  expect({ status: run.status, error: run.error }).toEqual({ status: 'succeeded', error: null });
  const news = [...old, ...brief, parents[0] ?? '', orphan, post, reviving, archiving];
  expect(channelsRead()).toEqual(news.toSorted());
  expect(channelsRead()).not.toContain(quiet[0] ?? '');
  await expectTruth();
});

test('a forum keeps its tags, its posts keep theirs, and both follow what becomes of them', async () => {
  const looks = { moderated: false, emoji_id: null, emoji_name: '🌱' };
  const tag = (id: string, name: string) => ({ id, name, ...looks });
  const [, , forum = ''] = parents;
  guild.channel(forum).tags = [tag('7', 'Idea'), tag('8', `of ${author}`)];
  const post = open(forum);
  guild.channel(post).appliedTagIds = ['7', '8'];
  await firstSync();

  guild.channel(forum).tags = [tag('8', 'Bug'), tag('9', 'Done')];
  guild.channel(post).appliedTagIds = ['9'];
  expect((await sync()).status).toBe('succeeded');
  await expectTruth();
});

test('a starter that is deleted after it was archived becomes a tombstone; its thread lives on', async () => {
  guild.advanceTo(Date.now() - 2 * HOUR_MS);
  const [parent = '', , forum = ''] = parents;
  const start = say(parent);
  const thread = open(parent, start);
  const post = open(forum);
  const [firstOfPost] = guild.channel(post).messages;
  await firstSync();

  guild.deleteMessage(parent, start);
  guild.deleteMessage(post, firstOfPost?.payload.id ?? '');
  say(thread);
  const run = await sync();
  expect(run).toMatchObject({ status: 'succeeded', messages: { added: 1, deleted: 2 } });
  await expectTruth();
});

test('a parent that is hidden takes its threads along; shown again, all go on where they were', async () => {
  const [parent = '', other = ''] = parents;
  say(parent, 150);
  const threads = [open(parent), archived(parent)];
  guild.advanceTo(Date.now() - 3 * 24 * HOUR_MS);
  await firstSync();
  const listed = async () =>
    JSON.stringify((await api.ask(`/api/tenants/${slug}/sync/channels?limit=100`)).body);
  for (const id of [parent, ...threads]) expect(await listed()).toContain(id);
  const before = await Promise.all([parent, ...threads].map(rowsOf));

  guild.hideChannel(parent);
  for (const id of [parent, ...threads]) say(id);
  say(other);
  expect(await sync()).toMatchObject({ status: 'succeeded', messages: { added: 1, deleted: 0 } });
  expect(channelsRead()).toEqual([other]);
  expect(await Promise.all([parent, ...threads].map(rowsOf))).toEqual(
    before.map(({ messages }) => ({ messages, isRemoved: true })),
  );
  for (const id of [parent, ...threads]) expect(await listed()).not.toContain(id);
  await expectTruth([parent, ...threads]);

  guild.showChannel(parent);
  expect(await sync()).toMatchObject({ status: 'succeeded', messages: { added: 3, deleted: 0 } });
  const firstPages = simulator.requests
    .of(MESSAGE_LISTS)
    .filter(({ path, query }) => path.includes(parent) && query.after === '0');
  expect(firstPages).toEqual([]);
  for (const id of [parent, ...threads]) expect(await listed()).toContain(id);
  await expectTruth();
});

test('a bot that is removed fails the run, deletes nothing, and goes on when it is back', async () => {
  const [parent = ''] = parents;
  say(parent, 20);
  open(parent);
  await firstSync();
  const before = await archivedRows(sql, slug);

  for (const answer of ['gone', 'forbidden'] as const) {
    const path = new RegExp(`^/guilds/${guild.id}`);
    simulator.fail({ path, times: Number.POSITIVE_INFINITY, answer });
    expect(await sync()).toMatchObject({ status: 'failed', error: { code: 'bot_removed' } });
    expect(await archivedRows(sql, slug)).toEqual(before);
    simulator.clearFaults();
  }
  say(parent);
  expect(await sync()).toMatchObject({ status: 'succeeded', messages: { added: 1 } });
  await expectTruth();
});

test('a list of channels that is no list is a fault, and removes no channel', async () => {
  say(parents[0] ?? '', 3);
  await firstSync();
  simulator.fail({ path: /^\/guilds\/\d+\/channels/, times: 2, answer: 'nullList' });
  expect(await sync()).toMatchObject({ status: 'succeeded' });
  await expectTruth();
});

test('a refused token ends each run, and is tried again by the next', async () => {
  say(parents[0] ?? '', 3);
  await firstSync();
  simulator.fail({ path: /./, times: 1, answer: 'unauthorized' });
  expect(await sync()).toMatchObject({ status: 'failed', error: { code: 'unauthorized' } });
  expect(simulator.requests.total).toBe(1);
  expect(await sync()).toMatchObject({ status: 'succeeded' });
});
