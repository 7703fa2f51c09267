import { migrateToLatest } from '@annals/migrations';
import { connectDatabase } from '@annals/persistence';
import { SQL } from 'bun';
import { startTemporaryPostgres } from './temporary-postgres.ts';

export interface TestDatabase extends AsyncDisposable {
  /** Of a database that nobody else uses. */
  readonly url: string;
  /** Drops the database, whoever is still connected; so does its disposal. */
  close(): Promise<void>;
}

/** One server for all tests of a process: it starts with the first that asks. */
interface TestServer {
  readonly url: string;
  readonly admin: SQL;
}

const TEMPLATE = 'migrated';

let server: Promise<TestServer> | null = null;
let opened = 0;

/** A new database with all tables and no rows: a copy of one that was migrated once. */
export function openTestDatabase(): Promise<TestDatabase> {
  return openCopyOf(TEMPLATE);
}

/** A new database without any table. */
export function openEmptyTestDatabase(): Promise<TestDatabase> {
  return openCopyOf('template0');
}

async function openCopyOf(template: string): Promise<TestDatabase> {
  server ??= startServer();
  const { url, admin } = await server;
  opened += 1;
  const name = `test_${opened}`;
  await admin.unsafe(`create database ${name} template ${template}`);
  const close = async () => {
    await admin.unsafe(`drop database if exists ${name} with (force)`);
  };
  return { url: databaseUrl(url, name), close, [Symbol.asyncDispose]: close };
}

async function startServer(): Promise<TestServer> {
  const { url } = await startTemporaryPostgres();
  const admin = new SQL(url);
  await forgetDurability(admin);
  await admin.unsafe(`create database ${TEMPLATE} template template0`);
  const template = connectDatabase(databaseUrl(url, TEMPLATE));
  await migrateToLatest(template.db);
  await template.close();
  return { url, admin };
}

/** Nothing here is to outlive the process, so that nothing has to reach the disk. */
async function forgetDurability(admin: SQL): Promise<void> {
  for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes']) {
    await admin.unsafe(`alter system set ${setting} = off`);
  }
  await admin.unsafe('select pg_reload_conf()');
}

function databaseUrl(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}
