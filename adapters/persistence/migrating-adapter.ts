import { type Kysely, type MigrationLockOptions, PostgresAdapter, sql } from 'kysely';

/** Settings of a role or a database, in milliseconds; PostgreSQL has the second since version 17. */
const ofTimeouts = sql`
  from pg_settings where name in ('statement_timeout', 'transaction_timeout')`;

/**
 * Such timeouts are meant for questions. A migration may build the index of a large archive, and who
 * starts meanwhile waits for it: both take as long as they take.
 */
export class MigratingAdapter extends PostgresAdapter {
  override async acquireMigrationLock<T>(
    db: Kysely<T>,
    options: MigrationLockOptions,
  ): Promise<void> {
    await sql`select set_config(name, '0', false) ${ofTimeouts}`.execute(db);
    await super.acquireMigrationLock(db, options);
  }

  override async releaseMigrationLock<T>(
    db: Kysely<T>,
    options: MigrationLockOptions,
  ): Promise<void> {
    await super.releaseMigrationLock(db, options);
    await sql`select set_config(name, reset_val, false) ${ofTimeouts}`.execute(db);
  }
}
