import { type Kysely, type MigrationLockOptions, PostgresAdapter, sql } from 'kysely';

/**
 * The `statement_timeout` of a role or a database is meant for questions. A migration may build the
 * index of a large archive, and who starts meanwhile waits for it: both take as long as they take.
 */
export class MigratingAdapter extends PostgresAdapter {
  override async acquireMigrationLock<T>(
    db: Kysely<T>,
    options: MigrationLockOptions,
  ): Promise<void> {
    await sql`set statement_timeout = 0`.execute(db);
    await super.acquireMigrationLock(db, options);
  }

  override async releaseMigrationLock<T>(
    db: Kysely<T>,
    options: MigrationLockOptions,
  ): Promise<void> {
    await super.releaseMigrationLock(db, options);
    await sql`reset statement_timeout`.execute(db);
  }
}
