import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What the service around the archive asks of its runs. */
const statements = [
  sql`
    alter table sync_runs
      add column progress_percent real not null default 0,
      add column current_channel text,
      add column requested_by text collate "C",
      add column scheduled_for timestamptz`,
  // One run a tenant and round, however fast the first one ends.
  sql`
    create unique index sync_runs_one_a_round
      on sync_runs (tenant_id, scheduled_for) where scheduled_for is not null`,
  // How often somebody asked lately.
  sql`
    create index sync_runs_by_requester
      on sync_runs (tenant_id, requested_by, queued_at) where requested_by is not null`,
];

const comments: readonly (readonly [target: string, comment: string])[] = [
  [
    'column sync_runs.progress_percent',
    'From 0 to 100, by where the checkpoints stand in time; never falls.',
  ],
  ['column sync_runs.current_channel', 'The channel that was last being read.'],
  ['column sync_runs.requested_by', 'The id of the API key that asked for it; null for no key.'],
  ['column sync_runs.scheduled_for', 'The round of the schedule that it is for; null for others.'],
];

export const serviceColumns: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await statement.execute(db);
    for (const [target, comment] of comments) {
      await sql`comment on ${sql.raw(target)} is ${sql.lit(comment)}`.execute(db);
    }
  },

  async down(db: Kysely<unknown>) {
    await sql`
      alter table sync_runs
        drop column progress_percent,
        drop column current_channel,
        drop column requested_by,
        drop column scheduled_for`.execute(db);
  },
};
