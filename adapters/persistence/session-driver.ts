import { StoreUnavailableError } from '@annals/application';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type TransactionSettings,
} from 'kysely';
import { Session, type SessionSettings } from './session.ts';
import { lacksPlace } from './store-error.ts';

const CLOSE_TIMEOUT_MS = 5_000;
const LOOK_FOR_PLACE_EVERY_MS = 5_000;

export interface SessionDriverSettings extends SessionSettings {
  readonly maxConnections: number;
}

/**
 * Kysely's driver over at most `maxConnections` sessions, each opened when first needed and the
 * one opened first taken first: its server process has learnt the most of the tables, and its
 * statements are prepared. A session that is lost is never used again; the next one is new. A
 * server that has no place for one more, or gives this user none, is worked with over those that are
 * open already.
 */
export class SessionDriver implements Driver {
  readonly #settings: SessionDriverSettings;
  /** In the order of their opening. */
  readonly #sessions = new Set<Session>();
  readonly #idle = new Set<Session>();
  readonly #waiting: PromiseWithResolvers<Session>[] = [];
  #opening = 0;
  /** Until when the server counts as having no place for one more: those that are open are shared. */
  #fullUntil = 0;
  #isClosed = false;

  constructor(settings: SessionDriverSettings) {
    this.#settings = settings;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#takeIdle() ?? (await this.#openOrWait());
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    const session = sessionOf(connection);
    if (!session.isOver) {
      const next = this.#waiting.shift();
      if (next === undefined) this.#idle.add(session);
      else next.resolve(session);
      return;
    }
    this.#sessions.delete(session);
    this.#openForNext();
  }

  async beginTransaction(
    connection: DatabaseConnection,
    { isolationLevel, accessMode }: TransactionSettings,
  ): Promise<void> {
    const modes = [isolationLevel && `isolation level ${isolationLevel}`, accessMode];
    const statement = ['begin', ...modes.filter((mode) => mode !== undefined)].join(' ');
    sessionOf(connection).begin(CompiledQuery.raw(statement));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await sessionOf(connection).commit();
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await sessionOf(connection).rollback();
  }

  async destroy(): Promise<void> {
    this.#isClosed = true;
    for (const { reject } of this.#waiting.splice(0)) reject(closed());
    await Promise.all([...this.#sessions].map((session) => session.close(CLOSE_TIMEOUT_MS)));
  }

  #takeIdle(): Session | null {
    for (const session of this.#sessions) {
      if (!this.#idle.delete(session)) continue;
      if (!session.isOver) return session;
      this.#sessions.delete(session);
    }
    return null;
  }

  async #openOrWait(): Promise<Session> {
    const waiting = Promise.withResolvers<Session>();
    if (this.#mayOpen()) this.#openFor(waiting);
    else this.#waiting.push(waiting);
    return await waiting.promise;
  }

  #mayOpen(): boolean {
    if (this.#count === 0) return true;
    return this.#count < this.#settings.maxConnections && performance.now() >= this.#fullUntil;
  }

  /** Those that are on their way as well. */
  get #count(): number {
    return this.#sessions.size + this.#opening;
  }

  #openFor(next: PromiseWithResolvers<Session>): void {
    this.#open().then(next.resolve, (error: unknown) => {
      const isFull = lacksPlace(error) && !this.#isClosed;
      if (isFull) this.#fullUntil = performance.now() + LOOK_FOR_PLACE_EVERY_MS;
      const other = isFull ? this.#takeIdle() : null;
      if (other !== null) return next.resolve(other);
      if (isFull && this.#count > 0) return this.#waiting.unshift(next);
      next.reject(error);
      this.#openForNext();
    });
  }

  async #open(): Promise<Session> {
    if (this.#isClosed) throw closed();
    this.#opening += 1;
    try {
      const session = await Session.open(this.#settings);
      if (this.#isClosed) {
        session.abandon();
        throw closed();
      }
      this.#sessions.add(session);
      return session;
    } finally {
      this.#opening -= 1;
    }
  }

  /** A place has become free: whoever waits longest gets a session, or learns why there is none. */
  #openForNext(): void {
    const next = this.#waiting.shift();
    if (next !== undefined) this.#openFor(next);
  }
}

function closed(): StoreUnavailableError {
  return new StoreUnavailableError('The database was closed here.');
}

function sessionOf(connection: DatabaseConnection): Session {
  if (connection instanceof Session) return connection;
  throw new TypeError('This connection was not opened here.');
}
