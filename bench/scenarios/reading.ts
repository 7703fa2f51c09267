import type { SQL } from 'bun';
import { AnnalsWorker } from '../annals-worker.ts';
import { multiplyArchive } from '../large-archive.ts';
import { startPageSource } from '../page-source/page-source.ts';
import type { BenchContext, Figure, ResultTable, Scenario } from '../scenario.ts';
import type { BenchDatabase } from '../servers/postgres.ts';
import { median, percentile } from '../statistics.ts';

const COPIES = 50;
const ASKED = 500;
const PAGE = 100;

const method = `
A guild of 100,000 messages is synced by the worker, and then each message is written ${COPIES} times, a
microsecond after the other, channel by channel in the order of reading (\`large-archive.ts\`). On disk:
what PostgreSQL says that the tables and their indexes take, over the number of messages.

Reading: each question is asked ${ASKED} times over one connection, for messages drawn by lot from
all, so that large channels and busy authors come as often as they have messages; from the question
to the last row, in this process. A page is ${PAGE} messages. The plan is what EXPLAIN says of
the last question.
`;

interface Drawn {
  readonly tenant_id: string;
  readonly channel_id: string;
  readonly id: string;
  readonly author_hash: string;
  readonly platform_created_at: Date;
}

interface Question {
  readonly what: string;
  /** With `$1`, … for what `values` gives. */
  readonly text: string;
  values(drawn: Drawn): readonly unknown[];
}

const questions: readonly Question[] = [
  {
    what: 'the newest page of a channel',
    text: `select * from messages where tenant_id = $1 and channel_id = $2
      order by platform_created_at desc, id desc limit ${PAGE}`,
    values: ({ tenant_id, channel_id }) => [tenant_id, channel_id],
  },
  {
    what: 'a page deep in it',
    text: `select * from messages where tenant_id = $1 and channel_id = $2
      and (platform_created_at, id) < ($3, $4)
      order by platform_created_at desc, id desc limit ${PAGE}`,
    values: ({ tenant_id, channel_id, platform_created_at: at, id }) => [
      ...[tenant_id, channel_id, at, id],
    ],
  },
  {
    what: 'the replies to a message',
    text: `select * from messages where tenant_id = $1 and channel_id = $2 and reply_to_id = $3
      order by platform_created_at limit ${PAGE}`,
    values: ({ tenant_id, channel_id, id }) => [tenant_id, channel_id, id],
  },
  {
    what: "an author's messages, the newest first",
    text: `select * from messages where tenant_id = $1 and author_hash = $2
      order by platform_created_at desc limit ${PAGE}`,
    values: ({ tenant_id, author_hash }) => [tenant_id, author_hash],
  },
];

/** What a message takes on disk, and how fast a large archive is read. */
export const reading: Scenario = {
  name: 'reading',
  title: 'Size and reading',
  method,
  async run(context) {
    const { small, log } = context;
    const postgres = await context.embedded();
    await using database = await postgres.openDatabase();
    await fill(context, database);
    const { sql } = database;
    const messages = await multiplyArchive(sql, small ? 2 : COPIES);
    log(`   ${messages.toLocaleString('en')} messages`);
    const sizes = await sizesOf(sql, messages);
    const answers: Awaited<ReturnType<typeof asked>>[] = [];
    for (const question of questions) answers.push(await asked(sql, question, small));
    return {
      figures: [
        bytes('in tables', sizes, 'table'),
        bytes('in indexes', sizes, 'index'),
        ...answers.map(
          ({ what, p95 }): Figure => ({
            ...{ what: `${what}, 95th percentile`, value: p95, unit: 'ms', atMost: 5 },
            kind: 'speed',
          }),
        ),
        {
          what: 'questions that read a whole table',
          value: answers.filter(({ plan }) => plan.includes('Seq Scan')).length,
          ...{ unit: '', atMost: 0, kind: 'work' },
        },
      ],
      tables: [
        sizeTable(sizes),
        {
          columns: ['question', 'median', '95th percentile', 'plan'],
          rows: answers.map(({ what, middle, p95, plan }) => [
            ...[what, `${middle.toFixed(2)} ms`, `${p95.toFixed(2)} ms`, plan],
          ]),
        },
      ],
    };
  },
};

async function fill({ small }: BenchContext, database: BenchDatabase): Promise<void> {
  const messages = small ? 2_000 : 100_000;
  await using source = await startPageSource({
    guild: { shape: 'real', messages, threads: messages / 2_000 },
  });
  await using worker = await AnnalsWorker.start(database, source);
  await worker.firstRun(source);
}

interface Size {
  readonly name: string;
  readonly kind: 'table' | 'index';
  /** Bytes a message. */
  readonly bytes: number;
}

/** Of what grows with messages; long texts, kept beside their table, count with it. */
async function sizesOf(sql: SQL, messages: number): Promise<Size[]> {
  return await sql`
    select relname as name, 'table' as kind, pg_table_size(oid)::float8 / ${messages} as bytes
    from pg_class where relname in ('messages', 'message_attachments')
    union all
    select indexrelid::regclass::text, 'index', pg_relation_size(indexrelid)::float8 / ${messages}
    from pg_index
    where indrelid in ('messages'::regclass, 'message_attachments'::regclass)
    order by kind desc, bytes desc
  `;
}

function bytes(where: string, sizes: readonly Size[], kind: Size['kind']): Figure {
  const value = sizes
    .filter((size) => size.kind === kind)
    .reduce((sum, size) => sum + size.bytes, 0);
  return { what: `bytes a message ${where}`, value, unit: '', kind: 'speed' };
}

function sizeTable(sizes: readonly Size[]): ResultTable {
  return {
    columns: ['on disk', 'kind', 'bytes a message'],
    rows: sizes.map((size) => [size.name, size.kind, size.bytes.toFixed(1)]),
  };
}

async function asked(sql: SQL, { what, text, values }: Question, small: boolean) {
  const drawn: Drawn[] = await sql`
    select tenant_id, channel_id, id, author_hash, platform_created_at from messages
    where author_hash is not null order by random() limit ${small ? 20 : ASKED}`;
  const times: number[] = [];
  for (const one of drawn) {
    const startedAt = performance.now();
    await sql.unsafe(text, [...values(one)]);
    times.push(performance.now() - startedAt);
  }
  const [last] = drawn.slice(-1);
  const explained = last ? await sql.unsafe(`explain ${text}`, [...values(last)]) : [];
  const plan = explained
    .map((row: { 'QUERY PLAN': string }) => row['QUERY PLAN'])
    // Steps have a cost; what else stands there says more of the step above it.
    .map((line: string) => /^[\s>-]*(\S.*?)\s+\(cost=/.exec(line)?.[1])
    .filter((step: string | undefined) => step !== undefined)
    .join(', over ');
  return { what, middle: median(times), p95: percentile(times, 0.95), plan };
}
