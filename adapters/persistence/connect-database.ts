import { Kysely, sql } from 'kysely';
import { PostgresJSDialect } from 'kysely-postgres-js';
import postgres from 'postgres';
import type { Schema } from './schema.ts';

export interface DatabaseConnection {
  readonly db: Kysely<Schema>;
  /** Resolves when the database answers, rejects within two seconds when it does not. */
  ping(): Promise<void>;
  /** Waits for statements under way, five seconds at most. */
  close(): Promise<void>;
}

const CONNECT_TIMEOUT_S = 5;
const PING_TIMEOUT_MS = 2_000;
const CLOSE_TIMEOUT_S = 5;

/** A pool of connections, each made when first needed. */
export function connectDatabase(url: string): DatabaseConnection {
  const pool = postgres(url, {
    max: 10,
    connect_timeout: CONNECT_TIMEOUT_S,
    connection: { application_name: 'annals' },
    onnotice: () => {},
  });
  const db = new Kysely<Schema>({ dialect: new PostgresJSDialect({ postgres: pool }) });
  return {
    db,
    async ping() {
      await within(PING_TIMEOUT_MS, sql`select 1`.execute(db));
    },
    async close() {
      await pool.end({ timeout: CLOSE_TIMEOUT_S });
    },
  };
}

/** The driver goes on connecting for ever; a question about health must not. */
async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('The database does not answer.')), ms);
  });
  // Whatever becomes of it after the deadline, nobody waits for it any more.
  work.catch(() => {});
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
