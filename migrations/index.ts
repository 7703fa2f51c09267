import { type Kysely, sql } from 'kysely';
import { type Migration, Migrator, NO_MIGRATIONS } from 'kysely/migration';
import { archiveTables } from './0001-archive.ts';
import { syncTables } from './0002-sync.ts';
import { serviceColumns } from './0003-service.ts';
import { mirrorTables } from './0004-mirror.ts';
import { tenantPolicies } from './0005-tenant-policies.ts';
import { resumedReadings } from './0006-resumed-readings.ts';
import { browserSessionTable } from './0007-browser-sessions.ts';
import { withheldContent } from './0008-withheld-content.ts';
import { pendingByFailures } from './0009-pending-by-failures.ts';
import { timeUpwards } from './0010-time-upwards.ts';
import { hashKeyTable } from './0011-hash-key.ts';
import { expectedEnd } from './0012-expected-end.ts';
import { columnComments } from './0013-comments.ts';

const MIGRATIONS_TABLE = 'annals_migrations';

/** Every change of the tables, in order. A migration that was released is never edited. */
const migrations: Readonly<Record<string, Migration>> = {
  '0001-archive': archiveTables,
  '0002-sync': syncTables,
  '0003-service': serviceColumns,
  '0004-mirror': mirrorTables,
  '0005-tenant-policies': tenantPolicies,
  '0006-resumed-readings': resumedReadings,
  '0007-browser-sessions': browserSessionTable,
  '0008-withheld-content': withheldContent,
  '0009-pending-by-failures': pendingByFailures,
  '0010-time-upwards': timeUpwards,
  '0011-hash-key': hashKeyTable,
  '0012-expected-end': expectedEnd,
  '0013-comments': columnComments,
};

/** The tables are those of a later version of Annals: this one would write them wrong. */
export class NewerSchemaError extends Error {
  constructor(unknown: readonly string[]) {
    super(
      `The database was migrated by a newer version of Annals (${unknown.join(', ')}): start that version, or one after it. Nothing was changed.`,
    );
    this.name = 'NewerSchemaError';
  }
}

/** The database cannot hold every text that people write. */
export class DatabaseEncodingError extends Error {
  constructor(encoding: string) {
    super(
      `The database’s encoding is ${encoding}, which cannot hold every text: make one with "create database … encoding 'UTF8' template template0" and name it in DATABASE_URL. Nothing was changed.`,
    );
    this.name = 'DatabaseEncodingError';
  }
}

/** `SQL_ASCII` keeps every byte as it is given. */
const ENCODINGS = new Set(['UTF8', 'SQL_ASCII']);

/**
 * Brings the tables up to date, all or nothing; the names of the migrations that were run. Several
 * processes may call it at once: Kysely holds an advisory lock, and those who come later wait for
 * it and find nothing to do. Needs connections that keep their session (no transaction pooling).
 * Throws `NewerSchemaError` for a database that is ahead of these migrations, `DatabaseEncodingError`
 * for one that cannot hold what is to be stored.
 */
export async function migrateToLatest<T>(db: Kysely<T>): Promise<string[]> {
  const encoding = await encodingOf(db);
  if (!ENCODINGS.has(encoding)) throw new DatabaseEncodingError(encoding);
  const unknown = await unknownMigrations(db);
  if (unknown.length > 0) throw new NewerSchemaError(unknown);
  const { error, results } = await (await migrator(db)).migrateToLatest();
  if (error !== undefined) throw error;
  return (results ?? []).map(({ migrationName }) => migrationName);
}

/** Takes back what came after a migration, with all that is in it; without one, every table. */
export async function migrateDown<T>(db: Kysely<T>, to?: string): Promise<void> {
  const { error } = await (await migrator(db)).migrateTo(to ?? NO_MIGRATIONS);
  if (error !== undefined) throw error;
}

/** The names of the migrations that the database still lacks. */
export async function pendingMigrations<T>(db: Kysely<T>): Promise<string[]> {
  const known = await (await migrator(db)).getMigrations();
  return known.filter(({ executedAt }) => executedAt === undefined).map(({ name }) => name);
}

/** The names of migrations that were run and that this version does not know: a newer one's. */
export async function unknownMigrations<T>(db: Kysely<T>): Promise<string[]> {
  const table = await sql<{ there: boolean }>`
    select to_regclass(${MIGRATIONS_TABLE}) is not null as there`.execute(db);
  if (!table.rows[0]?.there) return [];
  const { rows } = await sql<{ name: string }>`
    select name from ${sql.table(MIGRATIONS_TABLE)} order by name`.execute(db);
  return rows.map(({ name }) => name).filter((name) => migrations[name] === undefined);
}

async function encodingOf<T>(db: Kysely<T>): Promise<string> {
  const { rows } = await sql<{ encoding: string }>`
    select current_setting('server_encoding') as encoding`.execute(db);
  return rows[0]?.encoding ?? '';
}

/**
 * Where the tables are, or will be made; null: nowhere. Unless told, Kysely takes those of another
 * schema for its own, of an archive that was put aside for instance.
 */
async function schemaOf<T>(db: Kysely<T>): Promise<string | null> {
  const { rows } = await sql<{ schema: string | null }>`
    select coalesce(
      (
        select nspname from pg_class join pg_namespace on pg_namespace.oid = relnamespace
        where pg_class.oid = to_regclass(${MIGRATIONS_TABLE})
      ),
      current_schema()
    ) as schema`.execute(db);
  return rows[0]?.schema ?? null;
}

async function migrator<T>(db: Kysely<T>): Promise<Migrator> {
  const schema = await schemaOf(db);
  return new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...migrations }) },
    migrationTableName: MIGRATIONS_TABLE,
    migrationLockTableName: 'annals_migrations_lock',
    ...(schema !== null && { migrationTableSchema: schema }),
  });
}
