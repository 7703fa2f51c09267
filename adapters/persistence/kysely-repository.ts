import type { Kysely } from 'kysely';
import type { Schema } from './schema.ts';

/** What every repository on PostgreSQL is made of: all connections, or those of one transaction. */
export abstract class KyselyRepository {
  protected readonly db: Kysely<Schema>;

  constructor(db: Kysely<Schema>) {
    this.db = db;
  }
}
