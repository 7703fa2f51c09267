import { StoreUnavailableError } from '@annals/application';
import { Kysely, PostgresIntrospector, PostgresQueryCompiler, sql } from 'kysely';
import { within } from './deadline.ts';
import { MigratingAdapter } from './migrating-adapter.ts';
import type { Schema } from './schema.ts';
import { SessionDriver } from './session-driver.ts';
import { isFull, StoreError } from './store-error.ts';

export interface DatabaseConnection extends AsyncDisposable {
  readonly db: Kysely<Schema>;
  /** Resolves when the database answers, rejects within two seconds when it does not. */
  ping(): Promise<void>;
  /** Whether it takes no writes: a replica, or one that is protected. Rejects as `ping` does. */
  isReadOnly(): Promise<boolean>;
  /**
   * Whether its disk takes what a large batch takes; what is written to see that is taken back. Rejects
   * within ten seconds when it does not answer.
   */
  hasRoom(): Promise<boolean>;
  /**
   * Whether each connection has a process of the server to itself: a pooler in transaction mode lends
   * the same one to all. Rejects as `ping` does.
   */
  keepsSessions(): Promise<boolean>;
  /** Waits for statements under way, five seconds at most; so does its disposal. */
  close(): Promise<void>;
}

export interface ConnectOptions {
  /** Connections at once, 10 unless told; whoever needs one more waits for it. */
  readonly maxConnections?: number;
  /** Milliseconds until a server that does not answer counts as not reachable; 5000 unless told. */
  readonly connectTimeoutMs?: number;
  /** What the server's list of connections shows; `annals` unless told. */
  readonly applicationName?: string;
  /**
   * Milliseconds after which the server ends a transaction from whose client nothing comes; 15000
   * unless told, after which a queue takes the client's run from it.
   */
  readonly silentTransactionMs?: number;
  /** Told the text of every statement, without its values, once it was run. */
  readonly onStatement?: (sql: string) => void;
}

const PING_TIMEOUT_MS = 2_000;
const ROOM_TIMEOUT_MS = 10_000;

/** Connections to the database that the URL names, each made when first needed. */
export function connectDatabase(url: string, options: ConnectOptions = {}): DatabaseConnection {
  const { maxConnections = 10, connectTimeoutMs = 5_000, applicationName = 'annals' } = options;
  const { silentTransactionMs = 15_000, onStatement } = options;
  const session = { url, connectTimeoutMs, applicationName, silentTransactionMs };
  const db = new Kysely<Schema>({
    dialect: {
      createAdapter: () => new MigratingAdapter(),
      createDriver: () => new SessionDriver({ ...session, maxConnections }),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
    ...(onStatement === undefined ? {} : { log: ({ query }) => onStatement(query.sql) }),
  });
  const close = () => db.destroy();
  const late = () => new StoreUnavailableError('The database does not answer.');
  return {
    db,
    async ping() {
      await within(PING_TIMEOUT_MS, sql`select 1`.execute(db), late);
    },
    async isReadOnly() {
      const asked = sql<{ isReadOnly: boolean }>`
        select current_setting('transaction_read_only')::boolean as "isReadOnly"`;
      const { rows } = await within(PING_TIMEOUT_MS, asked.execute(db), late);
      return rows[0]?.isReadOnly === true;
    },
    hasRoom: () => within(ROOM_TIMEOUT_MS, hasRoom(db), late),
    async keepsSessions() {
      const process = sql<{ id: number }>`select pg_backend_pid() as id`;
      const asked = db.connection().execute(async (one) => {
        const { rows: ones } = await process.execute(one);
        const { rows: others } = await db.connection().execute((other) => process.execute(other));
        return ones[0]?.id !== others[0]?.id;
      });
      // Two connections are made for it, one after the other.
      return await within(2 * connectTimeoutMs, asked, late);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Eight megabytes, in rows that are too short to be stored compressed. */
async function hasRoom(db: Kysely<Schema>): Promise<boolean> {
  try {
    await db.transaction().execute(async (trx) => {
      // Of a disk of their own, temporary tables would tell nothing.
      await sql`set local temp_tablespaces = ''`.execute(trx);
      await sql`
        create temporary table annals_room on commit drop as
        select repeat('-', 1900) as line from generate_series(1, 4096)`.execute(trx);
    });
    return true;
  } catch (error) {
    if (isFull(error)) return false;
    // A user who may make no temporary tables cannot find out.
    if (error instanceof StoreError) return true;
    throw error;
  }
}
