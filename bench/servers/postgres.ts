import { migrateToLatest } from '@annals/migrations';
import { connectDatabase } from '@annals/persistence';
import { SQL } from 'bun';

/** A PostgreSQL server with nothing on it but what is measured. */
export interface Postgres extends AsyncDisposable {
  /** The one that Annals brings along, or one with its distribution's own settings. */
  readonly kind: 'embedded' | 'external';
  readonly version: string;
  /** A new database with all tables and no rows, right after a checkpoint. */
  openDatabase(): Promise<BenchDatabase>;
}

export interface BenchDatabase extends AsyncDisposable {
  readonly url: string;
  readonly sql: SQL;
}

/** What a server of either kind offers, once it listens; it ends with that. */
export async function servedBy(
  kind: Postgres['kind'],
  server: AsyncDisposable & { readonly url: string },
): Promise<Postgres> {
  const { url } = server;
  const admin = new SQL(url, { max: 1 });
  const [{ server_version: version }] = await admin`show server_version`;
  let opened = 0;
  return {
    kind,
    version,
    async openDatabase() {
      opened += 1;
      const name = `bench_${opened}`;
      await admin.unsafe(`create database ${name} template template0`);
      const changed = new URL(url);
      changed.pathname = `/${name}`;
      const connection = connectDatabase(changed.href);
      await migrateToLatest(connection.db);
      await connection.close();
      await admin.unsafe('checkpoint');
      const sql = new SQL(changed.href, { max: 1 });
      return {
        url: changed.href,
        sql,
        async [Symbol.asyncDispose]() {
          await sql.close();
          await admin.unsafe(`drop database ${name} with (force)`);
        },
      };
    },
    async [Symbol.asyncDispose]() {
      await admin.close();
      await server[Symbol.asyncDispose]();
    },
  };
}
