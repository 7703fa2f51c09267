import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** How far the archive is, what the runs that fill it did, and who may ask. */
const statements = [
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
  // A heartbeat changes no indexed column, so that it rewrites its row in place.
  sql`
    create table sync_runs (
      tenant_id uuid not null,
      id uuid not null,
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
      updated_at timestamptz not null default now(),
      primary key (tenant_id, id)
    )`,
  // One run per tenant at a time: the only place where that is decided. It also finds the runs of
  // all tenants that are not over: a handful, however many there ever were.
  sql`
    create unique index sync_runs_one_active
      on sync_runs (tenant_id) where status in ('queued', 'running')`,
  // A run by its id alone, as the queue knows it.
  sql`create index sync_runs_by_id on sync_runs (id)`,
  // A tenant's history, newest first, and its last finished run.
  sql`create index sync_runs_by_time on sync_runs (tenant_id, queued_at desc, id desc)`,
  sql`
    create index sync_runs_by_end
      on sync_runs (tenant_id, finished_at desc, id desc) where finished_at is not null`,
  sql`
    create table sync_errors (
      tenant_id uuid not null,
      run_id uuid not null,
      id bigint generated always as identity,
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
  // An admin key belongs to no tenant, so that the tenant cannot lead this key.
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
  // The keys of a tenant, and those of no tenant.
  sql`create index api_keys_by_tenant on api_keys (tenant_id)`,
];

const comments: readonly (readonly [target: string, comment: string])[] = [
  ['table sync_progress', 'Where the archive stands with each channel and thread.'],
  ['column sync_progress.last_message_id', 'The newest message stored.'],
  ['column sync_progress.last_message_timestamp', 'When that message was written.'],
  [
    'column sync_progress.last_checked_id',
    'The newest position known to hold nothing unread; at or above last_message_id, which may ' +
      'stay behind where the newest messages are deleted.',
  ],
  [
    'column sync_progress.newest_message_id',
    'The newest message that the platform named at the last listing; it may be deleted by now.',
  ],
  [
    'column sync_progress.archived_threads_bookmark',
    'Up to where the archived threads of the channel are listed; null: list them from the start.',
  ],
  [
    'column sync_progress.sync_status',
    'pending (news to read), in_progress, complete; failed is tried again by the next run, ' +
      'forbidden and gone when a listing shows the channel again.',
  ],
  ['column sync_progress.total_messages_synced', 'Messages ever added, deleted ones included.'],
  ['column sync_progress.error_count', 'Failed attempts in a row; 0 after a success.'],
  ['column sync_progress.last_error', 'Why the last attempt failed, in a sentence.'],

  ['table sync_runs', 'Every pass over a tenant. At most one per tenant is queued or running.'],
  ['column sync_runs.trigger', 'scheduled, manual, or initial (the tenant was created).'],
  ['column sync_runs.mode', 'incremental reads what is new, full looks back over everything.'],
  ['column sync_runs.channel_ids', 'Only these channels and their threads; null for all.'],
  [
    'column sync_runs.status',
    'queued, running; then succeeded, partial (error_message says what is missing), ' +
      'rate_limited (the next run goes on), failed or cancelled.',
  ],
  ['column sync_runs.fence', 'Raised by every start: a worker with a lower one has lost the run.'],
  ['column sync_runs.heartbeat_at', 'When its worker last wrote; old: the worker is dead.'],
  ['column sync_runs.cancel_requested_at', 'When somebody asked for its end; it ends cancelled.'],
  [
    'column sync_runs.channels_total',
    'Channels of the present attempt; done, skipped (no news) and failed are parts of it.',
  ],
  ['column sync_runs.messages_added', 'Over all attempts of the run, as all that follow.'],
  ['column sync_runs.reactions', 'Reactions of people added.'],
  ['column sync_runs.requests', 'Requests to the platform, repeated ones included.'],
  ['column sync_runs.rate_limit_wait_ms', 'Milliseconds spent waiting for the platform.'],
  ['column sync_runs.error_code', 'For programs; null when the run succeeded.'],
  ['column sync_runs.error_message', 'For people: why it ended so, in a sentence.'],

  ['table sync_errors', 'What went wrong in a run without ending it.'],
  ['column sync_errors.channel_id', 'Null when it concerns no single channel.'],
  ['column sync_errors.message_id', 'Null when it concerns no single message.'],
  ['column sync_errors.message', 'A sentence for the operator; not the text of a message.'],
  ['column sync_errors.attempt', 'Which attempt of the run, from 1.'],

  ['table api_keys', 'Keys to the API. The keys themselves are not stored.'],
  ['column api_keys.tenant_id', 'The one tenant that it reaches; null for an admin key.'],
  ['column api_keys.prefix', 'The first characters of the key, to recognise it by.'],
  ['column api_keys.key_hash', 'Lower-case hex SHA-256 of the whole key.'],
];

export const syncTables: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await statement.execute(db);
    for (const [target, comment] of comments) {
      await sql`comment on ${sql.raw(target)} is ${sql.lit(comment)}`.execute(db);
    }
  },

  async down(db: Kysely<unknown>) {
    await sql`drop table api_keys, sync_errors, sync_runs, sync_progress`.execute(db);
  },
};
