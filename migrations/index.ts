import type { Kysely } from 'kysely';
import { type Migration, Migrator, NO_MIGRATIONS } from 'kysely/migration';
import { archiveTables } from './0001-archive.ts';
import { syncTables } from './0002-sync.ts';
import { serviceColumns } from './0003-service.ts';
import { mirrorTables } from './0004-mirror.ts';

/** Every change of the tables, in order. A migration that was released is never edited. */
const migrations: Readonly<Record<string, Migration>> = {
  '0001-archive': archiveTables,
  '0002-sync': syncTables,
  '0003-service': serviceColumns,
  '0004-mirror': mirrorTables,
};

/**
 * Brings the tables up to date, all or nothing; the names of the migrations that were run. Several
 * processes may call it at once: Kysely holds an advisory lock, and those who come later wait for
 * it and find nothing to do. Needs connections that keep their session (no transaction pooling).
 */
export async function migrateToLatest<T>(db: Kysely<T>): Promise<string[]> {
  const { error, results } = await migrator(db).migrateToLatest();
  if (error !== undefined) throw error;
  return (results ?? []).map(({ migrationName }) => migrationName);
}

/** Takes every table away, with all that is in them. */
export async function migrateDown<T>(db: Kysely<T>): Promise<void> {
  const { error } = await migrator(db).migrateTo(NO_MIGRATIONS);
  if (error !== undefined) throw error;
}

/** The names of the migrations that the database still lacks. */
export async function pendingMigrations<T>(db: Kysely<T>): Promise<string[]> {
  const known = await migrator(db).getMigrations();
  return known.filter(({ executedAt }) => executedAt === undefined).map(({ name }) => name);
}

function migrator<T>(db: Kysely<T>): Migrator {
  return new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...migrations }) },
    migrationTableName: 'annals_migrations',
    migrationLockTableName: 'annals_migrations_lock',
  });
}
