import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The tables of tenants, and the column that says whose a row is. */
const owners = {
  tenants: 'id',
  channels: 'tenant_id',
  messages: 'tenant_id',
  message_revisions: 'tenant_id',
  message_emoji_reactions: 'tenant_id',
  message_attachments: 'tenant_id',
  sync_progress: 'tenant_id',
  sync_runs: 'tenant_id',
  sync_errors: 'tenant_id',
  api_keys: 'tenant_id',
} as const;

/**
 * Whoever reads as a tenant sees the rows of the tenant that was set, and none when none was set;
 * for everybody else nothing changes. By the beginning of the role's name, not by the role: the
 * tables can be made where nobody may make roles, and restored where it has another name.
 */
export const tenantPolicies: Migration = {
  async up(db: Kysely<unknown>) {
    for (const [table, owner] of Object.entries(owners)) {
      await sql`alter table ${sql.table(table)} enable row level security`.execute(db);
      await sql`
        create policy own_tenant_only on ${sql.table(table)} using (
          not starts_with(current_user::text, 'annals_reader_')
          or ${sql.ref(owner)} = nullif(current_setting('annals.tenant_id', true), '')::uuid
        )`.execute(db);
    }
  },

  async down(db: Kysely<unknown>) {
    for (const table of Object.keys(owners)) {
      await sql`drop policy own_tenant_only on ${sql.table(table)}`.execute(db);
      await sql`alter table ${sql.table(table)} disable row level security`.execute(db);
    }
  },
};
