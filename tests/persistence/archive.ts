import type { Repositories } from '@annals/application';
import {
  type ConnectOptions,
  connectDatabase,
  type DatabaseConnection,
  KyselyUnitOfWork,
} from '@annals/persistence';
import { SQL } from 'bun';
import { openTestDatabase, type TestDatabase } from '../database.ts';

/** A unit of work on a database of its own, which tells what statements it ran. */
export class TestArchive implements AsyncDisposable {
  readonly database: TestDatabase;
  readonly connection: DatabaseConnection;
  readonly unitOfWork: KyselyUnitOfWork;
  /** Reads and writes beside the code under test, with another driver. */
  readonly sql: SQL;
  readonly #statements: string[];

  private constructor(
    database: TestDatabase,
    connection: DatabaseConnection,
    statements: string[],
  ) {
    this.database = database;
    this.connection = connection;
    this.unitOfWork = new KyselyUnitOfWork(connection.db);
    this.sql = new SQL(database.url);
    this.#statements = statements;
  }

  static async open(options: ConnectOptions = {}): Promise<TestArchive> {
    const database = await openTestDatabase();
    const statements: string[] = [];
    const onStatement = (sql: string) => statements.push(sql);
    const connection = connectDatabase(database.url, { ...options, onStatement });
    return new TestArchive(database, connection, statements);
  }

  get repositories(): Repositories {
    return this.unitOfWork.repositories;
  }

  /** The statements that the work ran, by their text. */
  async statementsOf(work: () => Promise<unknown>): Promise<string[]> {
    this.#statements.length = 0;
    await work();
    return [...this.#statements];
  }

  /** Resolves once somebody waits for a lock. */
  async untilSomebodyWaits(): Promise<void> {
    const waiting = () => this.sql`
      select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
    while ((await waiting()).length === 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.sql.close();
    await this.connection.close();
    await this.database.close();
  }
}
