import { type Kysely, sql } from 'kysely';

/** How far the archive is, and what the runs that fill it did. */
const tables = [
  sql`
    create table sync_progress (
      tenant_id uuid not null,
      channel_id text collate "C" not null,
      last_message_id text collate "C",
      last_message_timestamp timestamptz,
      last_checked_id text collate "C",
      newest_message_id text collate "C",
      archived_threads_bookmark text collate "C",
      sync_status text collate "C" not null
        check (sync_status in ('pending', 'in_progress', 'complete', 'failed', 'forbidden', 'gone')),
      total_messages_synced bigint not null default 0,
      last_sync_attempt timestamptz,
      last_successful_sync timestamptz,
      error_count integer not null default 0,
      last_error text,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      primary key (tenant_id, channel_id)
    )`,
  sql`create index sync_progress_by_status on sync_progress (tenant_id, sync_status, channel_id)`,
  sql`
    create table sync_runs (
      id uuid primary key,
      tenant_id uuid not null,
      trigger text collate "C" not null check (trigger in ('scheduled', 'manual', 'initial')),
      mode text collate "C" not null check (mode in ('incremental', 'full')),
      channel_ids text[] collate "C",
      status text collate "C" not null check (status in
        ('queued', 'running', 'succeeded', 'partial', 'rate_limited', 'failed', 'cancelled')),
      fence integer not null default 0,
      queued_at timestamptz not null,
      started_at timestamptz,
      heartbeat_at timestamptz,
      finished_at timestamptz,
      cancel_requested_at timestamptz,
      channels_total integer not null default 0,
      channels_done integer not null default 0,
      channels_skipped integer not null default 0,
      channels_failed integer not null default 0,
      messages_added bigint not null default 0,
      messages_updated bigint not null default 0,
      messages_deleted bigint not null default 0,
      reactions bigint not null default 0,
      attachments bigint not null default 0,
      requests bigint not null default 0,
      rate_limit_wait_ms bigint not null default 0,
      error_code text collate "C",
      error_message text,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    )`,
  // One run per tenant at a time: the only place where that is decided.
  sql`
    create unique index sync_runs_one_active
      on sync_runs (tenant_id) where status in ('queued', 'running')`,
  sql`create index sync_runs_active on sync_runs (id) where status in ('queued', 'running')`,
  sql`create index sync_runs_newest on sync_runs (tenant_id, queued_at desc, id desc)`,
  sql`
    create table sync_errors (
      tenant_id uuid not null,
      id bigint generated always as identity,
      run_id uuid not null,
      channel_id text collate "C",
      message_id text collate "C",
      code text collate "C" not null,
      message text not null,
      attempt integer not null,
      occurred_at timestamptz not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      primary key (tenant_id, run_id, id)
    )`,
  sql`
    create table api_keys (
      id uuid primary key,
      tenant_id uuid,
      name text not null,
      prefix text collate "C" not null,
      key_hash text collate "C" not null unique,
      expires_at timestamptz,
      revoked_at timestamptz,
      last_used_at timestamptz,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    )`,
  sql`create index api_keys_of_tenant on api_keys (tenant_id)`,
];

const comments: readonly (readonly [target: string, comment: string])[] = [
  ['table sync_progress', 'Where the archive stands with each channel.'],
  ['column sync_progress.last_message_id', 'The newest message stored.'],
  ['column sync_progress.last_checked_id', 'The newest position behind which nothing is unread.'],
  [
    'column sync_progress.newest_message_id',
    'The newest message at the last listing; may be deleted.',
  ],
  [
    'column sync_progress.archived_threads_bookmark',
    'Up to where the archived threads are listed.',
  ],
  ['column sync_progress.error_count', 'Failed attempts in a row.'],
  ['table sync_runs', 'Every pass over a tenant. At most one is queued or running.'],
  ['column sync_runs.fence', 'Raised by every start: a worker with a lower one has lost the run.'],
  ['column sync_runs.channel_ids', 'Only these channels and their threads; null for all.'],
  ['table sync_errors', 'What went wrong in a run without ending it.'],
  ['table api_keys', 'Keys to the API. Only hashes are kept.'],
  ['column api_keys.tenant_id', 'Null for an admin key.'],
  ['column api_keys.prefix', 'The first characters of the key, to recognise it by.'],
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of tables) await statement.execute(db);
  for (const [target, comment] of comments) {
    await sql`comment on ${sql.raw(target)} is ${sql.lit(comment)}`.execute(db);
  }
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table api_keys, sync_errors, sync_runs, sync_progress`.execute(db);
}
