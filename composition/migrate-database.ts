import type { Logger } from '@annals/application';
import {
  DatabaseEncodingError,
  migrateToLatest,
  NewerSchemaError,
  pendingMigrations,
} from '@annals/migrations';
import { codeOf, type DatabaseConnection } from '@annals/persistence';
import { codeOf as codeOfQueue, type QueueWithBoard } from '@annals/queue';

const MISSING_RIGHT = '42501';

/** The tables cannot be brought up to date, in a sentence that says what to do. */
export class MigrationRefusedError extends Error {
  override readonly name: string = 'MigrationRefusedError';
}

/** Brings the tables up to date. Throws `MigrationRefusedError` for what an operator can mend. */
export async function migrateDatabase({ db }: DatabaseConnection, logger: Logger): Promise<void> {
  try {
    const pending = await pendingMigrations(db);
    // An index of a large archive takes minutes, in which nothing else is heard of the process.
    if (pending.length > 0) logger.info('database.migrating', { migrations: pending.join(' ') });
    await migrateToLatest(db);
  } catch (cause) {
    const sentence = sentenceFor(cause);
    if (sentence === null) throw cause;
    throw new MigrationRefusedError(sentence, { cause });
  }
}

/** Throws `MigrationRefusedError` where the queue has no tables in the database, and may make none. */
export async function assertMayMakeTables(queue: Pick<QueueWithBoard, 'ping'>): Promise<void> {
  // Of a server that is away others tell; it may come back.
  const refusal = await queue.ping().then(() => null, codeOfQueue);
  if (refusal !== MISSING_RIGHT) return;
  throw new MigrationRefusedError(
    'The user of DATABASE_URL may not make the schema bullmq, in which the queue lives: let that user make it (grant create on database … to …), or set REDIS_URL.',
  );
}

function sentenceFor(error: unknown): string | null {
  if (error instanceof NewerSchemaError || error instanceof DatabaseEncodingError) {
    return error.message;
  }
  switch (codeOf(error)) {
    case MISSING_RIGHT:
    case '3F000':
      return 'The user of DATABASE_URL may not make or change the tables: let the database belong to that user (alter database … owner to …), or start once as the one whose tables they are.';
    case '25006':
      return 'The database takes no writes, and its tables are not up to date: give the address of the server that takes writes.';
    case '55P03':
      return 'Somebody else uses the tables for longer than the lock_timeout of DATABASE_URL’s user allows, a backup perhaps: start again when that is over. Nothing was changed.';
    // A server that is named was tried before; the built-in one has nobody else's.
    case '28P01':
      return 'The built-in PostgreSQL refuses the password that lies beside its data: put back the file postgres/password of DATA_DIR that was made with them.';
    default:
      return null;
  }
}
