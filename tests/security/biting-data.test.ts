import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { executeRuns, type PlatformAdapter, type SyncJobHandler } from '@annals/application';
import { RecordedLogger, RecordedMetrics } from '@annals/application/fakes';
import { CryptoIdHasher, type PlatformId, type RunId, type TenantId } from '@annals/domain';
import { connectDatabase, type DatabaseConnection, KyselyUnitOfWork } from '@annals/persistence';
import discord from '@annals/plugin-discord';
import { CryptoIds, SystemClock } from '@annals/system';
import { SQL } from 'bun';
import fc from 'fast-check';
import { openTestDatabase, type TestDatabase } from '../database.ts';
import { type RawDiscord, serveRawDiscord } from './raw-discord.ts';

setDefaultTimeout(120_000);

const GUILD = '300000000000000001';
const CHANNEL = '400000000000000001';

let database: TestDatabase;
let connection: DatabaseConnection;
let sql: SQL;
let platform: RawDiscord;
let adapter: PlatformAdapter;
let runJob: SyncJobHandler;
const ids = new CryptoIds();
const clock = new SystemClock();
const logger = new RecordedLogger();
let tenants = 0;

beforeAll(async () => {
  database = await openTestDatabase();
  connection = connectDatabase(database.url);
  sql = new SQL(database.url);
  platform = serveRawDiscord(GUILD);
  platform.reactors = '[{"id":"100000000000000002"}]';
  adapter = discord.create({
    settings: {
      DISCORD_BOT_TOKEN: 'a-token',
      DISCORD_API_URL: platform.url,
      DISCORD_REQUESTS_PER_SECOND: '9999',
    },
    onRateLimit: 'exit',
    logger,
    onRequestAnswered: () => {},
  });
  runJob = executeRuns({
    unitOfWork: new KyselyUnitOfWork(connection.db),
    platforms: { adapterOf: () => adapter, missingSetting: () => null },
    hasher: new CryptoIdHasher(null),
    ...{ clock, logger, metrics: new RecordedMetrics() },
    settings: { batchSize: 200, channelConcurrency: 2, readReactionUsers: true, lookBackMs: 0 },
  });
});
afterAll(async () => {
  await adapter[Symbol.asyncDispose]();
  await platform.stop();
  await sql.close();
  await connection.close();
  await database.close();
});

interface Outcome {
  readonly status: string;
  readonly code: string | null;
  /** Ids of the messages stored. */
  readonly stored: readonly string[];
  /** Codes of the errors noted, with the ids of their messages. */
  readonly errors: readonly { readonly code: string; readonly message_id: string | null }[];
  readonly tenantId: TenantId;
}

/** One run over what is served now, into an archive of its own. */
async function sync(): Promise<Outcome> {
  const { repositories } = new KyselyUnitOfWork(connection.db);
  const [tenantId, runId] = [ids.uuid() as TenantId, ids.uuid() as RunId];
  tenants += 1;
  await repositories.tenants.create({
    ...{
      id: tenantId,
      slug: `t${tenants}`,
      name: 'A guild',
      platform: 'discord',
      status: 'active',
    },
    // The same guild again and again; the platform is asked for it by the adapter alone.
    platformId: GUILD as PlatformId,
    ...{ settings: {}, lastSyncedAt: null, createdAt: clock.now(), updatedAt: clock.now() },
  });
  await repositories.runs.createUnlessActive({
    ...{ id: runId, tenantId, trigger: 'manual', mode: 'incremental', channelIds: null },
    ...{ queuedAt: clock.now(), requestedBy: null },
  });
  const stopping = new AbortController().signal;
  await runJob({ job: { runId, tenantId }, attempt: 1, isLastAttempt: true, stopping });
  const [run] = await sql`select status, error_code as code from sync_runs where id = ${runId}`;
  const stored = await sql`select id from messages where tenant_id = ${tenantId} order by id`;
  const errors = await sql`select code, message_id from sync_errors where tenant_id = ${tenantId}`;
  await sql`update tenants set platform_id = id::text where id = ${tenantId}`;
  return {
    ...run,
    stored: stored.map(({ id }: { id: string }) => id),
    errors: [...errors],
    tenantId,
  };
}

const channelWith = (fields: object = {}) =>
  JSON.stringify({ id: CHANNEL, type: 0, name: 'general', permission_overwrites: [], ...fields });

/** A message as JSON text; `fields` are JSON texts themselves. */
function messageText(id: string, fields: Readonly<Record<string, string>> = {}): string {
  const all = {
    id: JSON.stringify(id),
    type: '0',
    content: '"hello"',
    timestamp: '"2024-05-01T10:00:00.000000+00:00"',
    author: '{"id":"100000000000000001","username":"ada"}',
    ...fields,
  };
  return `{${Object.entries(all)
    .map(([name, text]) => `${JSON.stringify(name)}:${text}`)
    .join(',')}}`;
}

/** Serves one message that bites between two that do not. */
async function syncAround(fields: Readonly<Record<string, string>>): Promise<Outcome> {
  const served = ['500000000000000001', '500000000000000002', '500000000000000003'] as const;
  platform.channels = `[${channelWith({ last_message_id: served[2] })}]`;
  platform.messages = new Map([
    [served[0], messageText(served[0])],
    [served[1], messageText(served[1], fields)],
    [served[2], messageText(served[2])],
  ]);
  return await sync();
}

const quoted = (text: string) => JSON.stringify(text);
const nested = (depth: number, open: string, close: string) =>
  `${open.repeat(depth)}1${close.repeat(depth)}`;
const attachment = (fields: string) =>
  `[{"id":"600000000000000001","filename":"f","url":"u",${fields}}]`;
const reaction = (fields: string) => `[{"emoji":{"id":null,"name":"👍"},"count":1},{${fields}}]`;
const long = 'long '.repeat(20_000);

test.each([
  [
    'U+0000',
    { content: '"a\\u0000b"', embeds: '[{"title":"\\u0000","fields":[{"name":"\\u0000"}]}]' },
  ],
  ['lone surrogates', { content: '"\\ud800 \\udc00"', embeds: '[{"description":"\\udfff"}]' }],
  ['strings of 1 MB', { embeds: `[{"description":${quoted('x'.repeat(1_000_000))}}]` }],
  ['1 MB of digits', { content: quoted('1'.repeat(1_000_000)) }],
  ['1 MB of the beginnings of mentions', { content: quoted('<@'.repeat(500_000)) }],
  ['1 MB of the beginnings of commands', { content: quoted('</a b '.repeat(160_000)) }],
  ['1 MB of the beginnings of emoji', { content: quoted(`<a:${'w'.repeat(1_000_000)}`) }],
  ['1 MB of hex digits', { content: quoted('0123456789'.repeat(100_000)) }],
  ['1 MB of an escaped escape', { content: quoted(`%${'25'.repeat(500_000)}`) }],
  ['a time in the year 10,000', { timestamp: '"9999-12-31T23:59:59-23:59"' }],
  ['a time in the year 0', { timestamp: '"0000-01-01T00:00:00+00:00"' }],
  ['a time of an edit in the year 10,000', { edited_timestamp: '"9999-12-31T23:59:59-23:59"' }],
  ['a time that is none', { timestamp: '"2024-02-31T10:00:00Z"' }],
  ['a leap second', { timestamp: '"2016-12-31T23:59:60Z"' }],
  ['negative sizes', { attachments: attachment('"size":-1') }],
  ['sizes beyond 64 bits', { attachments: attachment('"size":1e30') }],
  [
    'sizes that are no whole number',
    { attachments: attachment('"size":0.5,"duration_secs":1e-300') },
  ],
  [
    'numbers that are infinite',
    {
      flags: '1e400',
      embeds: '[{"color":-1e999}]',
      attachments: attachment('"size":1e999,"width":1e999'),
    },
  ],
  ['numbers of a thousand digits', { flags: '9'.repeat(1_000), tts: `0.${'1'.repeat(1_000)}` }],
  [
    'counts that are negative',
    { reactions: reaction('"emoji":{"id":null,"name":"x"},"count":-5') },
  ],
  ['counts beyond 64 bits', { reactions: reaction('"emoji":{"id":null,"name":"x"},"count":1e30') }],
  [
    'an emoji that is longer than an index takes',
    {
      reactions: reaction(
        `"emoji":{"id":null,"name":${quoted(Array.from({ length: 30_000 }, (_, n) => String.fromCodePoint(0x4e00 + ((n * 7919) % 20_000))).join(''))}},"count":1`,
      ),
    },
  ],
  [
    'a custom emoji with such a name',
    { reactions: reaction(`"emoji":{"id":"1","name":${quoted(long)}},"count":1`) },
  ],
  [
    'an emoji with U+0000 and a surrogate',
    { reactions: reaction('"emoji":{"id":null,"name":"\\u0000\\ud800"},"count":1') },
  ],
  ['the same emoji twice', { reactions: reaction('"emoji":{"id":null,"name":"👍"},"count":2') }],
  [
    'attachments twice',
    {
      attachments:
        '[{"id":"6","filename":"a","url":"u","size":1},{"id":"6","filename":"b","url":"v","size":2}]',
    },
  ],
  [
    'ids of twenty digits',
    { message_reference: '{"message_id":"99999999999999999999"}', type: '19' },
  ],
  ['a type that is huge', { type: '1e308' }],
  ['a type that is negative', { type: '-9007199254740991' }],
  [
    'components nested 100,000 deep',
    { components: nested(100_000, '[{"type":1,"components":', '}]') },
  ],
  ['components nested 5,000 deep', { components: nested(5_000, '[{"type":1,"components":', '}]') }],
  ['lists nested 100,000 deep', { unknown: nested(100_000, '[', ']') }],
  ['objects nested 100,000 deep', { resolved: nested(100_000, '{"a":', '}') }],
  [
    'keys that are built in',
    { __proto__: '{"a":1}', constructor: '1', embeds: '[{"__proto__":{"title":"x"},"title":"t"}]' },
  ],
  [
    'keys that are long and many',
    {
      resolved: `{${Array.from({ length: 1_000 }, (_, n) => `"${'k'.repeat(300)}${n}":1`).join(',')}}`,
    },
  ],
  ['a hundred thousand embeds', { embeds: `[${'{"title":"x"},'.repeat(99_999)}{"title":"y"}]` }],
  [
    'a thousand people',
    {
      mentions: `[${Array.from({ length: 1_000 }, (_, n) => `{"id":"${10n ** 17n + BigInt(n)}","username":"u"}`).join(',')}]`,
    },
  ],
  [
    'a list in place of everything',
    {
      author: '[]',
      content: '[]',
      embeds: '{}',
      reactions: '{}',
      attachments: '1',
      edited_timestamp: '[]',
    },
  ],
] as const)('%s: stored or noted, and what is around it stored', async (_, fields) => {
  const { status, code, stored, errors } = await syncAround(fields as Record<string, string>);
  expect({ status, code }).toEqual(
    errors.length === 0
      ? { status: 'succeeded', code: null }
      : { status: 'partial', code: 'partial' },
  );
  expect(stored).toContain('500000000000000001');
  expect(stored).toContain('500000000000000003');
  expect([...stored, ...errors.map(({ message_id }) => message_id)]).toContain(
    '500000000000000002',
  );
});

test.each([
  ['a topic of 100,000 characters', { topic: 't\u0000'.repeat(50_000) }],
  ['a name of 100,000 characters', { name: '\ud800'.repeat(100_000) }],
  ['a parent beyond 64 bits', { parent_id: '9'.repeat(20) }],
  ['fields of other types', { topic: 1, parent_id: [], position: {}, thread_metadata: 'x' }],
] as const)('a channel with %s: listed, and read', async (_, fields) => {
  const id = '500000000000000001';
  platform.channels = `[${channelWith({ last_message_id: id, ...fields })}]`;
  platform.messages = new Map([[id, messageText(id)]]);
  expect(await sync()).toMatchObject({ status: 'succeeded', stored: [id], errors: [] });
});

test('a channel that is listed twice is one, and a message that is twice in a page too', async () => {
  const id = '500000000000000001';
  const channel = channelWith({ last_message_id: id });
  platform.channels = `[${channel},${channelWith({ last_message_id: id, name: 'again' })}]`;
  platform.messages = new Map([[id, `${messageText(id)},${messageText(id)}`]]);
  expect(await sync()).toMatchObject({ status: 'succeeded', stored: [id], errors: [] });
});

/** JSON texts that some part of the way could choke on. */
const biting = fc.oneof(
  fc.constantFrom('1e400', '-1e400', '1e30', '-1', '0.1', '9007199254740993', '-0', '1e-400'),
  fc.constantFrom('"\\u0000"', '"\\ud800"', '"\\udc00x"', '""', '"99999999999999999999"', '"-1"'),
  fc.constantFrom('"9999-12-31T23:59:59-23:59"', '"0001-01-01T00:00:00+14:00"', '"Infinity"'),
  fc.constantFrom('null', 'true', '[]', '{}', '[null]', '{"__proto__":{"id":"1"}}', '[[]]'),
  fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text)),
  fc.json({ noUnicodeString: false }),
);
const objectOf = (...names: string[]) =>
  fc
    .record(Object.fromEntries(names.map((name) => [name, biting])), { requiredKeys: [] })
    .map((fields) => `{${Object.entries(fields).map(([name, text]) => `"${name}":${text}`)}}`);
const listOf = (item: fc.Arbitrary<string>) =>
  fc.array(item, { maxLength: 3 }).map((items) => `[${items}]`);
const orBiting = (text: fc.Arbitrary<string>) => fc.oneof({ weight: 3, arbitrary: text }, biting);

const emoji = orBiting(objectOf('id', 'name'));
const reactionText = fc
  .tuple(emoji, biting, orBiting(objectOf('normal', 'burst')))
  .map(([name, count, details]) => `{"emoji":${name},"count":${count},"count_details":${details}}`);
const messageFields = fc.record(
  {
    ...Object.fromEntries(
      ['type', 'content', 'timestamp', 'edited_timestamp', 'flags', 'webhook_id', 'pinned'].map(
        (name) => [name, biting],
      ),
    ),
    author: orBiting(objectOf('id', 'username', 'bot')),
    attachments: orBiting(
      listOf(objectOf('id', 'filename', 'size', 'url', 'content_type', 'width')),
    ),
    embeds: orBiting(listOf(objectOf('title', 'description', 'color', 'fields', 'image', 'url'))),
    components: orBiting(listOf(objectOf('type', 'components', 'label', 'options'))),
    reactions: orBiting(listOf(reactionText)),
    mentions: orBiting(listOf(objectOf('id', 'username'))),
    poll: orBiting(objectOf('question', 'answers', 'results', 'expiry')),
    message_reference: orBiting(objectOf('message_id', 'channel_id', 'type')),
    message_snapshots: orBiting(listOf(objectOf('message'))),
  },
  { requiredKeys: [] },
);

test('whatever fields hold: every message is stored or noted, and no run fails', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(messageFields, { minLength: 30, maxLength: 30 }), async (all) => {
      const served = all.map((_, index) => String(500_000_000_000_000_000n + BigInt(index)));
      platform.channels = `[${channelWith({ last_message_id: served.at(-1) })}]`;
      platform.messages = new Map(
        served.map((id, index) => [id, messageText(id, all[index] ?? {})]),
      );
      const { status, code, stored, errors } = await sync();
      expect(['succeeded', 'partial']).toContain(status);
      expect([null, 'partial']).toContain(code);
      const known = [...stored, ...errors.map(({ message_id }) => message_id)];
      expect(known.toSorted()).toEqual(served);
    }),
    { numRuns: 60 },
  );
});
