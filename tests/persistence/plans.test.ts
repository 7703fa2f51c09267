import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import type { TenantReading } from '@annals/application';
import type { MessageId, RunId, TenantId } from '@annals/domain';
import { prepareTenantReader } from '@annals/persistence';
import type { SQL } from 'bun';
import { TestArchive } from './archive.ts';
import { channelId, messageId, newTenantId, noon, sampleMessage } from './sample-rows.ts';

setDefaultTimeout(60_000);

/**
 * Which index a query takes. Plans are made for all values of the parameters at once: there a
 * condition that a partial index names must be written out, or the index is not found. Reading
 * whole tables is made dear, as it is with a real archive and not with the rows of a test.
 */
let archive: TestArchive;
const tenantId: TenantId = newTenantId();

beforeAll(async () => {
  archive = await TestArchive.open();
  await fill();
});
afterAll(() => archive[Symbol.asyncDispose]());

async function fill(): Promise<void> {
  const { sql } = archive;
  await sql`
    insert into messages (
      tenant_id, channel_id, id, author_hash, content, type, reply_to_id, platform_created_at,
      reactions_pending
    )
    select ${tenantId}, 'c' || i % 50, i, 'h' || i % 300, 'text', 'default',
      case when i % 5 = 0 then (i - 50)::text end, ${noon}::timestamptz + i * interval '1 second',
      i % 200 = 0
    from generate_series(1, 30000) as i
  `;
  await sql`
    insert into message_emoji_reactions
    select ${tenantId}, 'c' || i % 50, i, 'standard', 'x', 'h' || i % 300
    from generate_series(1, 20000) as i
  `;
  await sql`
    insert into channels (tenant_id, id, name, type, parent_id)
    select ${tenantId}, 'c' || i, 'name', 'thread', 'c' || i % 100
    from generate_series(1, 5000) as i
  `;
  await sql`
    insert into sync_progress (tenant_id, channel_id, sync_status)
    select ${tenantId}, 'c' || i, case when i % 100 = 0 then 'pending' else 'complete' end
    from generate_series(1, 5000) as i
  `;
  await sql`
    insert into sync_runs (tenant_id, id, trigger, mode, status, queued_at, finished_at)
    select ${tenantId}, gen_random_uuid(), 'manual', 'full', 'succeeded',
      ${noon}::timestamptz + i * interval '1 hour', ${noon}::timestamptz + i * interval '1 hour'
    from generate_series(1, 5000) as i
  `;
  await sql`
    insert into sync_errors (tenant_id, run_id, code, message, attempt, occurred_at)
    select ${tenantId}, (array(select id from sync_runs limit 40))[1 + i % 40], 'x', 'x', 1,
      ${noon}::timestamptz + i * interval '1 second'
    from generate_series(1, 5000) as i
  `;
  await sql`
    insert into api_keys (id, tenant_id, name, prefix, key_hash)
    select gen_random_uuid(), ${tenantId}, 'x', 'x', 'hash' || i
    from generate_series(1, 3000) as i
  `;
  await sql`analyze`;
}

/** The plan of a statement, with `$1`… in it, for all values; of a role's, when one is given. */
async function planOf(
  statement: string,
  { role = 'none', sql = archive.sql }: { readonly role?: string; readonly sql?: SQL } = {},
): Promise<string> {
  using session = await sql.reserve();
  const numbers = [...statement.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number));
  const values = Array.from({ length: Math.max(0, ...numbers) }, () => 'null').join(', ');
  const rows: { 'QUERY PLAN': string }[] = await session
    .unsafe(`
      set plan_cache_mode = force_generic_plan;
      set enable_seqscan = off;
      deallocate all;
      set local role ${role};
      prepare planned as ${statement};
      explain execute planned ${values === '' ? '' : `(${values})`}
    `)
    .simple()
    .then((results: { 'QUERY PLAN': string }[][]) => results.at(-1) ?? []);
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

/** The plan of a statement for these values. */
async function planFor(statement: string, values: readonly (string | number)[]): Promise<string> {
  const given = values.reduceRight<string>(
    (text, value, index) => text.replaceAll(`$${index + 1}`, `'${value}'`),
    statement,
  );
  const rows: { 'QUERY PLAN': string }[] = await archive.sql.unsafe(`explain ${given}`);
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

const key = { channelId, messageId: messageId(1) };
const lease = { runId: crypto.randomUUID() as RunId, tenantId, fence: 1 };

describe('the code finds', () => {
  const queries: [what: string, index: string, run: () => Promise<unknown>][] = [
    [
      'the first messages with pending reactions',
      'messages_by_pending_reactions',
      () =>
        archive.repositories.pendingReactions.list(tenantId, channelId, {
          after: null,
          limit: 100,
        }),
    ],
    [
      'further messages with pending reactions',
      'messages_by_pending_reactions',
      () =>
        archive.repositories.pendingReactions.list(tenantId, channelId, {
          after: messageId(1),
          limit: 100,
        }),
    ],
    [
      'channels with pending reactions',
      'messages_by_pending_reactions',
      () =>
        archive.repositories.pendingReactions.channels(tenantId, {
          after: null,
          limit: 100,
        }),
    ],
    [
      'a message',
      'messages_pkey',
      () => archive.repositories.messages.find(tenantId, channelId, messageId(1)),
    ],
    [
      'attachments of a message',
      'message_attachments_pkey',
      () => archive.repositories.attachments.listOf(tenantId, key),
    ],
    [
      'reactions to a message',
      'message_emoji_reactions_pkey',
      () => archive.repositories.reactions.listOf(tenantId, channelId, messageId(1)),
    ],
    [
      'how many channels are pending',
      'sync_progress_by_failures',
      () => archive.repositories.progress.countPending(tenantId),
    ],
    [
      'pending channels',
      'sync_progress_by_failures',
      () =>
        archive.repositories.progress.pending(tenantId, {
          after: { errorCount: 0, channelId },
          limit: 100,
        }),
    ],
    [
      'what came blank',
      'sync_progress_by_withheld',
      () => archive.repositories.progress.withheld(tenantId, { after: channelId, limit: 100 }),
    ],
    [
      'which messages say more',
      'messages_pkey',
      () =>
        archive.repositories.messages.idsWithMoreContent(tenantId, channelId, [
          { id: messageId(1), platformMetadata: {} },
        ]),
    ],
    [
      'progress of channels',
      'sync_progress_pkey',
      () => archive.repositories.progress.find(tenantId, [channelId]),
    ],
    [
      'the active run of a tenant',
      'sync_runs_one_active',
      () => archive.repositories.runs.findActive(tenantId),
    ],
    [
      'active runs of all tenants',
      'sync_runs_one_active',
      () => archive.repositories.runs.listActive({ after: null, limit: 100 }),
    ],
    ['a run by its id alone', 'sync_runs_by_id', () => archive.repositories.runs.find(lease.runId)],
    [
      'the last finished run of each of some tenants',
      'sync_runs_by_end',
      () => archive.repositories.figures.lastFinishedRuns([tenantId]),
    ],
    [
      'what was stored lately',
      'sync_runs_by_end',
      () => archive.repositories.figures.storedSince([tenantId], noon),
    ],
    [
      'the messages of the last days',
      'messages_by_time',
      () => archive.repositories.figures.messagesPerDay(tenantId, noon),
    ],
    [
      'the errors of the last days',
      'sync_errors_pkey',
      () => archive.repositories.figures.errorCauses(tenantId, noon),
    ],
    [
      'a browser’s session',
      'browser_sessions_pkey',
      () => archive.repositories.browserSessions.findByHash('hash'),
    ],
    [
      'the run that a lease is for',
      'sync_runs_by_id',
      () =>
        archive.repositories.runLeases.finish(lease, {
          status: 'succeeded',
          error: null,
          at: noon,
        }),
    ],
    [
      'the runs of a tenant, page by page',
      'sync_runs_by_time',
      () =>
        archive.repositories.runs.list(tenantId, {
          before: { queuedAt: noon, runId: lease.runId },
          limit: 100,
        }),
    ],
    [
      'the full reading that a run belongs to',
      'sync_runs_by_time',
      () => {
        const run = { tenantId, id: lease.runId, channelIds: null };
        return archive.repositories.runs.fullReadingOf(run);
      },
    ],
    [
      'the latest run of each of some tenants',
      'sync_runs_by_time',
      () => archive.repositories.runs.latestOf([tenantId]),
    ],
    [
      'the runs that a key asked for',
      'sync_runs_by_requester',
      () => archive.repositories.runs.countRequested(tenantId, 'a key', noon),
    ],
    [
      'the last ending of every tenant',
      'sync_runs_by_end',
      () => archive.repositories.tenants.standings(),
    ],
    [
      'channels with their progress, page by page',
      'sync_progress_pkey',
      () => archive.repositories.progress.list(tenantId, { after: channelId, limit: 100 }),
    ],
    [
      'errors of a run',
      'sync_errors_pkey',
      () => archive.repositories.errors.listOf(tenantId, lease.runId, { after: '5', limit: 100 }),
    ],
    [
      'a key by its hash',
      'api_keys_key_hash_key',
      () => archive.repositories.apiKeys.findByHash('hash1'),
    ],
    [
      'an admin key',
      'api_keys_by_tenant',
      () => archive.repositories.apiKeys.hasActiveAdminKey(noon),
    ],
    [
      'the attachments to replace',
      'message_attachments_pkey',
      () => archive.repositories.attachments.replace(tenantId, [key], []),
    ],
    [
      'the reactions to replace',
      'message_emoji_reactions_pkey',
      () => archive.repositories.reactions.replace(tenantId, [{ ...key, emoji: [] }]),
    ],
    [
      'the marks to take off',
      'messages_by_pending_reactions',
      () =>
        archive.repositories.pendingReactions.clear(tenantId, [
          { ...key, reactionCounts: [], unlistedEmoji: [] },
        ]),
    ],
  ];

  test.each(queries)('%s by %s', async (_, index, run) => {
    const [statement] = await archive.statementsOf(run);
    expect(await planOf(statement ?? '')).toContain(index);
  });
});

describe('a channel that holds nearly all messages, every one with pending reactions', () => {
  const large: TenantId = newTenantId();
  const behind = '5000' as MessageId;

  beforeAll(async () => {
    const { sql } = archive;
    await sql`
      insert into messages (
        tenant_id, channel_id, id, content, type, platform_created_at, reactions_pending
      )
      select ${large}, ${channelId}, i, 'text', 'default', ${noon}, true
      from generate_series(1000, 9999) as i
    `;
    await sql`
      insert into channels (tenant_id, id, name, type, removed_at)
      select ${large}, 'c' || i, 'name', 'text', case when i % 50 = 7 then now() end
      from generate_series(1, 300) as i
    `;
    await sql`analyze messages, channels`;
  });

  test.each([
    ['the first page', null, /Index Cond: \(\(tenant_id = \S+ AND \(channel_id = \S+\)$/m],
    ['a later page', behind, /Index Cond: .+ AND \(id > '5000'::text\)\)$/m],
  ])('is read in the order of the index, which ends with the page: %s', async (_, after, reads) => {
    const { pendingReactions } = archive.repositories;
    const [statement = ''] = await archive.statementsOf(() =>
      pendingReactions.list(large, channelId, { after, limit: 50 }),
    );
    const values = [large, channelId, ...(after === null ? [] : [after]), 50];
    const plan = await planFor(statement, values);
    expect(plan).toMatch(reads);
    expect(plan).not.toContain('Sort');
  });
});

/**
 * A channel is of one tenant, which PostgreSQL does not know: of the rows of both it expects one where
 * there are many tenants, and of a table that it has not looked at yet.
 */
describe.each(['a table of many tenants', 'a table without statistics'])('%s', (table) => {
  let crowded: TestArchive;
  beforeAll(async () => {
    crowded = await TestArchive.open();
    await crowded.sql`alter table messages set (autovacuum_enabled = false)`;
    await crowded.sql`
      insert into messages (tenant_id, channel_id, id, content, type, platform_created_at)
      select overlay(${tenantId}::text placing lpad((i % 60)::text, 4, '0') from 33 for 4)::uuid,
        'c' || i % 3000, i, 'text', 'default', ${noon}::timestamptz + i * interval '1 second'
      from generate_series(1, 30000) as i
    `;
    if (table === 'a table of many tenants') await crowded.sql`analyze messages`;
  });
  afterAll(() => crowded[Symbol.asyncDispose]());

  test('has each message of a batch compared with itself, not with all of its channel', async () => {
    const [statement = ''] = await crowded.statementsOf(() =>
      crowded.repositories.messages.upsert([sampleMessage(tenantId, 1)]),
    );
    const plan = await planOf(statement, { sql: crowded.sql });
    const conditions = plan.match(/Index Cond: .+/g) ?? [];
    expect(conditions).toHaveLength(1);
    expect(conditions[0]).toMatch(/ AND \((?:id|platform_created_at) = /);
  });
});

test('the rows of a tenant that is removed are found without a look at those of others', async () => {
  const tenantId = newTenantId();
  const { sql } = archive;
  await sql`
    insert into messages (tenant_id, channel_id, id, content, type, platform_created_at)
    select ${tenantId}, ${channelId}, i, 'text', 'default', ${noon}
    from generate_series(1, 30000) as i
  `;
  await sql`analyze messages`;
  const none = newTenantId();
  const statements = await archive.statementsOf(() =>
    archive.repositories.tenants.removeRows(none, 100),
  );
  for (const statement of statements.filter((text) => text.includes('"messages"'))) {
    const plan = await planFor(statement, [tenantId, 100, tenantId]);
    expect(plan).toContain('messages_pkey');
    expect(plan).not.toContain('Seq Scan');
  }
});

describe('reading for a tenant finds', () => {
  test.each([
    [
      'the runs, page by page',
      'Index Cond: ((tenant_id = $1) AND (ROW(queued_at, id) < ROW($2, $3)))',
      (own: TenantReading) =>
        own.runs.list(tenantId, { before: { queuedAt: noon, runId: lease.runId }, limit: 100 }),
    ],
    [
      'the channels, page by page',
      'sync_progress_pkey',
      (own: TenantReading) => own.progress.list(tenantId, { after: channelId, limit: 100 }),
    ],
    [
      'errors of a run',
      'sync_errors_pkey',
      (own: TenantReading) => own.errors.listOf(tenantId, lease.runId, { after: '5', limit: 100 }),
    ],
  ] as const)('%s by its index, whatever the policies ask', async (_, index, read) => {
    const { role } = await prepareTenantReader(archive.connection.db);
    const [statement = ''] = await archive.statementsOf(() => read(archive.repositories));
    const plan = await planOf(statement, { role: role ?? 'none' });
    expect(plan).toContain(index);
    expect(plan).toContain('annals_reader_');
  });
});

describe('a reader finds', () => {
  const tenant = `tenant_id = '${tenantId}'`;
  test.each([
    [
      'the newest messages of a channel',
      'messages_by_time',
      `select * from messages where ${tenant} and channel_id = 'c7'
       order by platform_created_at desc limit 50`,
    ],
    [
      'the replies to a message',
      'messages_by_reply',
      `select * from messages where ${tenant} and channel_id = 'c5' and reply_to_id = '5005'`,
    ],
    [
      'the newest messages of an author',
      'messages_by_author',
      `select * from messages where ${tenant} and author_hash = 'h7'
       order by platform_created_at desc limit 50`,
    ],
    [
      'what a person reacted to',
      'message_emoji_reactions_by_user',
      `select * from message_emoji_reactions where ${tenant} and user_hash = 'h7'`,
    ],
    [
      'the channels of a state',
      'sync_progress_by_status',
      `select * from sync_progress where ${tenant} and sync_status = 'failed'`,
    ],
    [
      'the threads of a channel',
      'channels_by_parent',
      `select * from channels where ${tenant} and parent_id = 'c7'`,
    ],
    [
      'the newest runs',
      'sync_runs_by_time',
      `select * from sync_runs where ${tenant} order by queued_at desc, id desc limit 20`,
    ],
  ])('%s by %s', async (_, index, statement) => {
    expect(await planOf(statement)).toContain(index);
  });

  test('an answered message by its key', async () => {
    const reply = `select m.* from messages r join messages m
      on (m.tenant_id, m.channel_id, m.id) = (r.tenant_id, r.channel_id, r.reply_to_id)
      where r.${tenant} and r.channel_id = 'c5' and r.id = '5005'`;
    expect(await planOf(reply)).toContain('messages_pkey');
  });
});
