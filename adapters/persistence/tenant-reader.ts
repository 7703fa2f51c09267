import type { TenantId } from '@annals/domain';
import { CompiledQuery, type Kysely, sql, type Transaction } from 'kysely';
import type { Schema } from './schema.ts';
import { StoreError } from './store-error.ts';

/** Every table with rows of tenants. */
const tables = [
  'tenants',
  'channels',
  'messages',
  'message_revisions',
  'message_emoji_reactions',
  'message_attachments',
  'sync_progress',
  'sync_runs',
  'sync_errors',
  'api_keys',
] as const satisfies readonly (keyof Schema)[];

/** The role that reads for tenants, when there is one, and what would make it where there is none. */
export interface TenantReader {
  /** Null: the connection's user may not make roles. */
  readonly role: string | null;
  /** For somebody who may. */
  readonly statements: readonly string[];
}

/**
 * Makes the role that reads for tenants, unless it is there. It cannot log in, may only read, and
 * sees no row but of the tenant that it reads for: table owners and superusers, which connections
 * mostly are, see everything whatever the policies say. Each user of a server has a role of its
 * own, because roles are the whole server's, and a member of another one's could read its tables.
 */
export async function prepareTenantReader(db: Kysely<Schema>): Promise<TenantReader> {
  const { rows } = await sql<{ role: string; login: string; schema: string }>`
    select 'annals_reader_' || oid as role, quote_ident(rolname) as login,
      (select relnamespace::regnamespace::text from pg_class where oid = 'tenants'::regclass) as schema
    from pg_roles where rolname = current_user
  `.execute(db);
  const [names] = rows;
  if (names === undefined) return { role: null, statements: [] };
  const { role, login, schema } = names;
  const inSchema = tables.map((table) => `${schema}.${table}`);
  const statements = [
    `create role ${role} nologin`,
    `grant ${role} to ${login}`,
    // Of `public` everybody has it, unless that was taken away.
    `grant usage on schema ${schema} to ${role}`,
    `grant select on ${inSchema.join(', ')} to ${role}`,
  ];
  if (await canRead(db, role)) return { role, statements };
  for (const statement of statements) await attempt(db, statement);
  return { role: (await canRead(db, role)) ? role : null, statements };
}

/** What follows in the transaction sees the rows of one tenant, and nothing else. */
export async function readAsTenant(
  transaction: Transaction<Schema>,
  role: string,
  tenantId: TenantId,
): Promise<void> {
  await sql`
    select set_config('annals.tenant_id', ${tenantId}, true), set_config('role', ${role}, true)
  `.execute(transaction);
}

async function canRead(db: Kysely<Schema>, role: string): Promise<boolean> {
  try {
    await db
      .transaction()
      .setAccessMode('read only')
      .execute(async (trx) => {
        await sql`select set_config('role', ${role}, true)`.execute(trx);
        const everyTable = sql.join(tables.map((table) => sql.table(table)));
        await sql`select from ${everyTable} limit 0`.execute(trx);
      });
    return true;
  } catch (error) {
    if (error instanceof StoreError) return false;
    throw error;
  }
}

/** What is refused, for want of a right or because another process just did it, shows afterwards. */
async function attempt(db: Kysely<Schema>, statement: string): Promise<void> {
  try {
    await db.executeQuery(CompiledQuery.raw(statement));
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
  }
}
