import { StoreUnavailableError } from '@annals/application';
import { CompiledQuery, type DatabaseConnection, type QueryResult } from 'kysely';
import postgres from 'postgres';
import { arrayTypes } from './array-types.ts';
import { CopyRows, copyIn } from './copy-rows.ts';
import { within } from './deadline.ts';
import { asDriverReads } from './libpq-words.ts';
import { isSentAhead } from './send-ahead.ts';
import { endsConnection, StoreError, storeErrorOf } from './store-error.ts';

export interface SessionSettings {
  readonly url: string;
  /** Milliseconds until a server that does not answer counts as not reachable. */
  readonly connectTimeoutMs: number;
  /** What the server's list of connections shows. */
  readonly applicationName: string;
  /** Milliseconds after which the server ends a transaction from whose client nothing comes. */
  readonly silentTransactionMs: number;
}

/**
 * The first statements. A first run fills empty tables over one connection: a plan that was kept
 * from its start, when reading a whole table was best, would be bad a minute later; planning a
 * batch anew costs next to nothing beside its rows.
 *
 * A client that is stopped in mid-transaction, or whose network is gone without a word, would keep
 * its locks for as long as its connection seems to be there: hours. Whoever takes over its run waits
 * for them, so the server ends what nobody goes on with. In the middle of a statement, of a COPY for
 * instance, that time does not count for PostgreSQL: there the server asks, by keepalives, whether the
 * client's machine answers, and others end what is in their way (`end-stopped-clients.ts`).
 *
 * A batch's transaction ends with a look at what others have stored meanwhile, its run's lease and a
 * cancel: with the isolation that a database may set for all, that would fail whenever there is any.
 *
 * They also keep the reservation apart from connecting: one that meets a refused connection is kept
 * by the driver and served later, when nobody waits for it.
 */
function prepareSession({ silentTransactionMs }: SessionSettings): string {
  return `
    set plan_cache_mode = force_custom_plan;
    set default_transaction_isolation = 'read committed';
    set idle_in_transaction_session_timeout = ${silentTransactionMs};
    set tcp_keepalives_idle = 15; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3`;
}

/** Commands that say how many rows they changed. */
const CHANGES_ROWS = /^(?:INSERT|UPDATE|DELETE|MERGE)$/;
/**
 * Prepared, a statement with parameters is one trip; else the driver first asks for their types. One
 * that gives every column is not: PostgreSQL refuses it once a migration has added a column.
 */
const GIVES_EVERY_COLUMN = /^\s*select [^(]*\*|\breturning (?:"\w+"\.)?\*/;
const RETURN_TO_SAVEPOINT = /^rollback to /;
/** Nothing more is done in this transaction, because a statement before was refused. */
const ALREADY_REFUSED = '25P02';
/** There is no transaction any more. */
const NO_TRANSACTION = '25P01';

/**
 * One connection to PostgreSQL, from its opening to its loss.
 *
 * The driver brings a lost connection back by itself, and then a transaction's next statement
 * would run outside of it, inside somebody else's, or on a socket that is gone. So each session
 * has a client of its own with one connection, is over when that is lost, and refuses every
 * further statement.
 */
export class Session implements DatabaseConnection {
  readonly #client: postgres.Sql;
  readonly #connection: postgres.ReservedSql;
  readonly #life: Life;
  #lastStatement: Promise<unknown> = Promise.resolve();
  /** PostgreSQL answers the commit of a transaction with a refused statement by a rollback. */
  #hasRefused = false;
  /** What a statement that was sent ahead was refused with: whoever comes next is told. */
  #untold: Error | null = null;
  /** The commit or rollback under way: what came behind it would be outside of the transaction. */
  #ending: CompiledQuery | null = null;

  private constructor(client: postgres.Sql, connection: postgres.ReservedSql, life: Life) {
    this.#client = client;
    this.#connection = connection;
    this.#life = life;
  }

  /** Rejects with `StoreUnavailableError` or, when the server does not let one in, `StoreError`. */
  static async open(settings: SessionSettings): Promise<Session> {
    const life = new Life();
    const client = createClient(settings, life);
    try {
      const opening = client.unsafe(prepareSession(settings)).then(() => client.reserve());
      const connection = await within(settings.connectTimeoutMs, opening, unanswered);
      return new Session(client, connection, life);
    } catch (error) {
      void client.end({ timeout: 0 });
      throw storeErrorOf(error);
    }
  }

  get isOver(): boolean {
    return this.#life.isOver;
  }

  /**
   * Runs statements one after the other, in the order of the calls, without waiting in between. Kysely
   * gives the next one when it has the answer to this: nothing comes between the rows of a COPY.
   */
  executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.#ending !== null && this.#ending !== query) {
      return Promise.reject(new StoreError(NO_TRANSACTION, 'The transaction is over'));
    }
    const result = this.#execute<R>(query);
    this.#lastStatement = result.catch(() => {});
    return isSentAhead(query) ? Promise.resolve({ rows: [] }) : result;
  }

  /**
   * Goes out together with the first statement of its transaction, which saves a trip. The session
   * ends when it is refused: what was sent behind it is no transaction.
   */
  begin(statement: CompiledQuery): void {
    this.#hasRefused = false;
    this.#untold = null;
    this.executeQuery(statement).catch(() => this.abandon());
  }

  async commit(): Promise<void> {
    this.#ending = CompiledQuery.raw('commit');
    try {
      await this.#lastStatement;
      if (this.#untold !== null) throw this.#untold;
      if (this.#hasRefused) {
        throw new StoreError(ALREADY_REFUSED, 'A statement of this transaction was refused before');
      }
      await this.executeQuery(this.#ending);
    } finally {
      this.#ending = null;
    }
  }

  /** Never rejects: what cannot be rolled back is given up with its session. */
  async rollback(): Promise<void> {
    this.#ending = CompiledQuery.raw('rollback');
    try {
      await this.executeQuery(this.#ending);
    } catch {
      this.abandon();
    } finally {
      this.#ending = null;
    }
  }

  // biome-ignore lint/correctness/useYield: the interface wants a generator, and nothing streams.
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('Results are read whole: page through large ones.');
  }

  /** Ends the connection at once; the server rolls back what is open in it. */
  abandon(): void {
    this.#life.end();
    void this.#client.end({ timeout: 0 });
  }

  /** Ends the connection after the statement under way, or after `timeoutMs` milliseconds. */
  async close(timeoutMs: number): Promise<void> {
    await within(timeoutMs, this.#lastStatement, () => new Error('late')).catch(() => {});
    this.#life.end();
    await this.#client.end({ timeout: 0 });
  }

  async #execute<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.isOver) throw lost();
    try {
      const result = await this.#life.whileOpen(this.#answer<R>(query));
      if (RETURN_TO_SAVEPOINT.test(query.sql)) this.#hasRefused = false;
      return result;
    } catch (error) {
      this.#hasRefused = true;
      if (endsConnection(error)) this.abandon();
      const refusal = storeErrorOf(error);
      if (isSentAhead(query)) this.#untold ??= refusal;
      const isConsequence = refusal instanceof StoreError && refusal.code === ALREADY_REFUSED;
      throw isConsequence ? (this.#untold ?? refusal) : refusal;
    }
  }

  async #answer<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const [rows] = parameters;
    if (rows instanceof CopyRows) {
      await copyIn(this.#connection, sql, rows);
      return { rows: [] };
    }
    const result = await this.#connection.unsafe<R[] & postgres.Row[]>(sql, [...parameters] as [], {
      prepare: !GIVES_EVERY_COLUMN.test(sql),
    });
    const changes = CHANGES_ROWS.test(result.command);
    return {
      rows: [...result],
      ...(changes && { numAffectedRows: BigInt(result.count) }),
    };
  }
}

/**
 * Of one connection. The driver tells its end to the statements that are on their way, but never to
 * those that it keeps back behind one which the server has to describe first.
 */
class Life {
  #isOver = false;
  readonly #waiting = new Set<(error: Error) => void>();

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Everybody who still waits is told, after what the driver itself has told. */
  end(): void {
    this.#isOver = true;
    for (const tell of this.#waiting) tell(lost());
  }

  /** The answer, or the end of the connection. */
  async whileOpen<T>(answer: Promise<T>): Promise<T> {
    const ended = Promise.withResolvers<never>();
    this.#waiting.add(ended.reject);
    try {
      return await Promise.race([answer, ended.promise]);
    } finally {
      this.#waiting.delete(ended.reject);
    }
  }
}

function lost(): StoreUnavailableError {
  return new StoreUnavailableError('The connection to the database was lost.');
}

function createClient(settings: SessionSettings, life: Life): postgres.Sql {
  const { url, options } = asDriverReads(settings.url);
  return postgres(url, {
    ...options,
    max: 1,
    max_lifetime: null,
    fetch_types: false,
    types: arrayTypes,
    connect_timeout: Math.ceil(settings.connectTimeoutMs / 1_000),
    connection: {
      application_name: settings.applicationName,
      // Times are parsed from text: a database or role with another style must not matter.
      DateStyle: 'ISO',
      TimeZone: 'UTC',
    },
    onnotice: () => {},
    onclose: () => life.end(),
  });
}

function unanswered(): Error {
  return new StoreUnavailableError('The database does not answer.');
}
