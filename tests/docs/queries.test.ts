import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { fileURLToPath } from 'node:url';
import { CryptoIdHasher, type PlatformUserId, type UserHash } from '@annals/domain';
import {
  buildGuild,
  type SimulatedGuild,
  startDiscordSimulator,
  truthOf,
} from '@annals/plugin-discord/simulator';
import { SQL } from 'bun';
import { BOT_TOKEN } from '../bot-token.ts';
import { openEmptyTestDatabase, type TestDatabase } from '../database.ts';
import { ApiClient, RunningService, serviceEnvironment } from '../running-service.ts';
import { blocksOf } from './documented.ts';

setDefaultTimeout(60_000);

const SLUG = 'my-community';
const page = await Bun.file(fileURLToPath(import.meta.resolve('../../docs/data-model.md'))).text();
const privacy = await Bun.file(fileURLToPath(import.meta.resolve('../../docs/privacy.md'))).text();
const readme = await Bun.file(fileURLToPath(import.meta.resolve('../../README.md'))).text();
const queries = [...page.matchAll(/```sql\n-- (\d+\. .+)\n([^`]*)```/g)].map(
  ([, title = '', query = '']) => ({ title, query }),
);

/** The message that stands in the page for one of the reader's. */
const [EXAMPLE = ''] = /\('\d+', '\d+'\)/.exec(page) ?? [];

/** Roles belong to the whole server: this one is gone with the transaction that made it. */
const ANALYST = 'analyst_of_the_page';
const [grants = ''] = /create role analyst.*?(?=```)/s.exec(page) ?? [];
const [searchIndex = ''] = /create extension pg_trgm.*?(?=```)/s.exec(page) ?? [];

let guild: SimulatedGuild;
let database: TestDatabase;
let sql: SQL;
/** A message with an answer that was answered, as the page has its example. */
let began = '';

/** An archive in which everything happened, edits after the first reading too. */
beforeAll(async () => {
  guild = buildGuild({ seed: 3, messages: 1_500, threads: 12, endMs: Date.now() });
  await using simulator = await startDiscordSimulator({ guilds: [guild], token: BOT_TOKEN });
  database = await openEmptyTestDatabase();
  const service = await RunningService.start(
    'start',
    serviceEnvironment({ DATABASE_URL: database.url, DISCORD_API_URL: simulator.url }),
  );
  const api = new ApiClient(await service.apiUrl());
  await api.register('My community', guild.id);
  await api.idle(SLUG);
  for (const { id: channelId, messages } of guild.channels.values()) {
    const young = messages.at(-1);
    if (young === undefined) continue;
    guild.edit(channelId, young.payload.id, {
      content: 'Edited.',
      edited_timestamp: guild.timestamp(),
    });
  }
  await api.idle(SLUG, await api.sync(SLUG));
  await service.stop();
  sql = new SQL(database.url, { max: 1 });
  const [chain] = await sql`
    select asked.channel_id, asked.id from messages asked
    join messages answer on (answer.channel_id, answer.reply_to_id) = (asked.channel_id, asked.id)
    join messages next on (next.channel_id, next.reply_to_id) = (answer.channel_id, answer.id)
    limit 1`;
  began = `('${chain.channel_id}', '${chain.id}')`;
});

afterAll(async () => {
  await sql.close();
  await database.close();
});

function queryOf(number: number): string {
  return queries.find(({ title }) => title.startsWith(`${number}. `))?.query ?? '';
}

/** Of all that were posted: the people who are bots, and webhooks. */
function botIds(): Set<string> {
  const authors = [...guild.channels.values()].flatMap(({ messages }) =>
    messages.map(({ payload }) => payload.author),
  );
  return new Set(authors.filter(({ bot }) => bot === true).map(({ id }) => id));
}

describe('a query of the page on the data model', () => {
  test('is one of fifteen', () => {
    expect(queries.map(({ title }) => Number.parseInt(title, 10))).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
    ]);
  });

  test.each(queries)('$title', async ({ query }) => {
    const rows = await sql.unsafe(query.replace(EXAMPLE, began));
    expect(rows.length).toBeGreaterThan(0);
    expect(Object.values(rows[0])[0]).not.toBeNull();
  });

  test.each(queries)('$title: the role for analysts may ask it', async ({ query }) => {
    await using connection = await sql.reserve();
    await connection.unsafe('begin');
    try {
      await connection.unsafe(grants.replaceAll('analyst', ANALYST));
      await connection.unsafe(`set local role ${ANALYST}`);
      const rows = await connection.unsafe(query.replace(EXAMPLE, began));
      expect(rows.length).toBeGreaterThan(0);
    } finally {
      await connection.unsafe('rollback');
    }
  });
});

test('an analyst’s search in texts takes the index that the page makes for it', async () => {
  await using connection = await sql.reserve();
  await connection.unsafe('begin');
  try {
    // What is built beside others' work is built in no transaction.
    await connection.unsafe(searchIndex.replace('concurrently ', ''));
    await connection.unsafe('analyze messages');
    await connection.unsafe(grants.replaceAll('analyst', ANALYST));
    await connection.unsafe(`set local role ${ANALYST}; set local enable_seqscan = off`);
    const plan: { 'QUERY PLAN': string }[] = await connection.unsafe(`
      explain select id from messages
      where tenant_id = (select id from tenants where slug = '${SLUG}') and content ilike '%word%'`);
    const lines = plan.map((row) => row['QUERY PLAN']).join('\n');
    expect(lines).toContain('messages_by_words');
  } finally {
    await connection.unsafe('rollback');
  }
});

test('the newest messages of a week are found by their time, with the condition of the page', async () => {
  const [condition = ''] = /and message\.platform_created_at > [^`]+/.exec(page) ?? [];
  const query = queryOf(4).replace('order by', `${condition}\norder by`);
  await using connection = await sql.reserve();
  await connection.unsafe('begin');
  try {
    await connection.unsafe('analyze channels, messages; set local enable_seqscan = off');
    const plan: { 'QUERY PLAN': string }[] = await connection.unsafe(`explain ${query}`);
    const lines = plan.map((row) => row['QUERY PLAN']).join('\n');
    expect(lines).toMatch(/messages_by_time.*\n.*Index Cond: .*platform_created_at > /);
  } finally {
    await connection.unsafe('rollback');
  }
});

/** What people said, without bots and what the platform wrote in somebody's name. */
function saidByPeople(): number {
  const bots = botIds();
  return truthOf(guild).messages.filter(
    ({ type, authorId }) => (type === 'default' || type === 'reply') && !bots.has(authorId),
  ).length;
}

/** Rows of a query after a change that is taken back. */
async function rowsAfter<Row>(change: string, query: string): Promise<Row[]> {
  await using connection = await sql.reserve();
  await connection.unsafe('begin');
  try {
    await connection.unsafe(change);
    return await connection.unsafe(query);
  } finally {
    await connection.unsafe('rollback');
  }
}

test('what people said is counted without bots and what the platform wrote', async () => {
  const months: { messages: string }[] = await sql.unsafe(queryOf(2));
  expect(months.reduce((sum, { messages }) => sum + Number(messages), 0)).toBe(saidByPeople());
});

test('who answers whom is known of messages that are deleted by now, too', async () => {
  const all = queryOf(5).replace('limit 10', '');
  const before: { answers: string }[] = await sql.unsafe(all);
  // So an answer is stored that is read once more when the answered message is gone.
  const gone = 'update messages set reply_to_author_hash = null, deleted_at = now()';
  const after = await rowsAfter<{ answers: string }>(gone, all);
  const sum = (rows: readonly { answers: string }[]) =>
    rows.reduce((total, { answers }) => total + Number(answers), 0);
  expect(sum(before)).toBeGreaterThan(0);
  expect(sum(after)).toBe(sum(before));
});

test('whoever answers themselves ends no wait for an answer', async () => {
  const alone = `update messages set author_hash = 'the same'`;
  expect([...(await rowsAfter(alone, queryOf(6)))]).toEqual([{ median: null }]);
});

test('the busiest people of the README are people', async () => {
  const [, query = ''] = /```sql\n([^`]*)```/.exec(readme) ?? [];
  // Of all time: a bot that wrote once is enough.
  const everybody = query.replace('1 month', '100 years').replace('limit 10', '');
  const rows: { author_hash: UserHash; count: string }[] = await sql.unsafe(everybody);
  const hasher = new CryptoIdHasher(null);
  const bots = new Set([...botIds()].map((id) => hasher.hash(id as PlatformUserId)));
  expect(bots.size).toBeGreaterThan(0);
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.filter(({ author_hash: hash }) => bots.has(hash))).toEqual([]);
  expect(rows.reduce((sum, { count }) => sum + Number(count), 0)).toBe(saidByPeople());
});

test('a conversation has every answer to its answers', async () => {
  const rows: { depth: number }[] = await sql.unsafe(queryOf(11).replace(EXAMPLE, began));
  expect(rows.map(({ depth }) => depth)).toEqual(expect.arrayContaining([0, 1, 2]));
});

test('channels of one name are counted by themselves', async () => {
  const renamed = `update channels set name = 'general'`;
  const rows = await rowsAfter<{ channel: string }>(renamed, queryOf(3));
  expect(rows.length).toBeGreaterThan(1);
  expect(new Set(rows.map(({ channel }) => channel))).toEqual(new Set(['general']));
});

test('what a reader sees stands in threads and in channels of every kind, too', async () => {
  const rows = await sql.unsafe(queryOf(4).replace('limit 50', ''));
  expect(rows).toHaveLength(truthOf(guild).messages.length);
});

test('what a reader sees is in no channel that is gone', async () => {
  const gone = 'update channels set removed_at = now()';
  expect([...(await rowsAfter(gone, queryOf(4)))]).toEqual([]);
});

test('when people speak is told by the clocks there, whatever the session has', async () => {
  const rows: { messages: string }[] = await sql.unsafe(queryOf(13));
  expect(rows.reduce((sum, { messages }) => sum + Number(messages), 0)).toBe(saidByPeople());
  const mondayNoon = `set local timezone = 'Asia/Tokyo';
    update messages set platform_created_at = '2026-07-06T12:30:00Z'`;
  expect([...(await rowsAfter(mondayNoon, queryOf(13)))]).toEqual([
    { weekday: '1', hour: '14', messages: String(saidByPeople()) },
  ]);
});

test('who stays is told of those who are still there a month and a year later', async () => {
  const [first, second] = await sql`select distinct author_hash as hash from messages
    where platform_metadata -> 'bot' is null and type = 'default' order by 1 limit 2`;
  const month = (author: string, date: string) => `('${author}', timestamptz '${date}T12:00:00Z')`;
  const lives = `set local timezone = 'UTC';
    create temporary table lives on commit drop as
      select author, written, row_number() over () as place from (values
        ${month(first.hash, '2024-01-31')}, ${month(first.hash, '2024-02-01')},
        ${month(first.hash, '2025-01-02')}, ${month(second.hash, '2024-01-02')},
        ${month(second.hash, '2024-02-29')}) life (author, written);
    create temporary table kept on commit drop as
      select channel_id, id, row_number() over () as place from messages
      where platform_metadata -> 'bot' is null and type = 'default' limit 5;
    delete from messages where (channel_id, id) not in (select channel_id, id from kept);
    update messages set author_hash = author, platform_created_at = written
      from kept join lives using (place)
      where (messages.channel_id, messages.id) = (kept.channel_id, kept.id)`;
  expect([...(await rowsAfter(lives, queryOf(14)))]).toEqual([
    {
      ...{ began: new Date('2024-01-01T00:00:00Z'), people: '2' },
      ...{ one_later: '2', three_later: '0', twelve_later: '1' },
    },
  ]);
});

test('links lead to sites, however many there are in a message', async () => {
  const all = Number((await sql`select count(*) from messages`)[0].count);
  const linked = `update messages set author_hash = 'the same',
    content = 'See <https://Example.org/a?b=c> and (http://example.org) or http://a-b.example:80.'`;
  expect([...(await rowsAfter(linked, queryOf(15)))]).toEqual([
    { site: 'example.org', links: String(2 * all), people: '1' },
    { site: 'a-b.example', links: String(all), people: '1' },
  ]);
});

test('the statements of the page on privacy delete all that one person wrote', async () => {
  const statements = /begin;.*?commit;/s.exec(privacy)?.[0] ?? '';
  // Somebody with files, edits and reactions to lose; the id that the page hashes is nobody's.
  const [person] = await sql`
    select author_hash as hash from messages
    join message_attachments file
      on (file.tenant_id, file.channel_id, file.message_id) = (messages.tenant_id, messages.channel_id, messages.id)
    group by 1 order by count(*) desc limit 1`;
  await sql.unsafe(statements.replace(/encode\(.*\)/, `'${person.hash}'`));
  const [left] = await sql`
    select
      (select count(*) from messages where author_hash = ${person.hash})
      + (select count(*) from message_emoji_reactions where user_hash = ${person.hash}) as own,
      (select count(*) from messages) as of_others,
      (select count(*) from (
        select tenant_id, channel_id, message_id from message_attachments
        union select tenant_id, channel_id, message_id from message_revisions
        union select tenant_id, channel_id, message_id from message_emoji_reactions
        except select tenant_id, channel_id, id from messages
      ) orphans) as orphans`;
  expect(left).toMatchObject({ own: '0', orphans: '0' });
  expect(Number(left.of_others)).toBeGreaterThan(0);
});

test('the command of the page on privacy prints the hash that a key makes', async () => {
  const [command = ''] = blocksOf('docs/privacy.md');
  const key = 'a key of its own, of some length';
  const printed = Bun.spawn(['sh', '-c', `ID_HASH_KEY='${key}'; ${command}`]);
  const hash = new CryptoIdHasher(key).hash('80351110224678912' as PlatformUserId);
  expect((await new Response(printed.stdout).text()).trim()).toEndWith(` ${hash}`);
});
