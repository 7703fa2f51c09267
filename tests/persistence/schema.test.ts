import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { join } from 'node:path';
import { migrateDown, migrateToLatest, pendingMigrations } from '@annals/migrations';
import { dumpSchema } from '@annals/migrations/dump-schema';
import { connectDatabase, type DatabaseConnection } from '@annals/persistence';
import { SQL } from 'bun';
import { openEmptyTestDatabase, openTestDatabase, type TestDatabase } from '../database.ts';

setDefaultTimeout(60_000);

const committed = await Bun.file(join(import.meta.dir, '../../migrations/schema.sql')).text();

/** All of them, in their order. */
const names = [
  '0001-archive',
  '0002-sync',
  '0003-service',
  '0004-mirror',
  '0005-tenant-policies',
  '0006-resumed-readings',
  '0007-browser-sessions',
  '0008-withheld-content',
  '0009-pending-by-failures',
  '0010-time-upwards',
  '0011-hash-key',
  '0012-expected-end',
  '0013-comments',
];

describe('the migrations', () => {
  let database: TestDatabase;
  let connection: DatabaseConnection;
  const namesLeft = async () => {
    const tables = await connection.db.introspection.getTables();
    return tables.map(({ name }) => name).filter((name) => !name.startsWith('annals_migrations'));
  };

  beforeEach(async () => {
    database = await openEmptyTestDatabase();
    connection = connectDatabase(database.url);
  });
  afterEach(async () => {
    await connection.close();
    await database.close();
  });

  test('are all pending on an empty database', async () => {
    expect(await pendingMigrations(connection.db)).toEqual(names);
  });

  test('go up, down without leaving anything, and up again to the same tables', async () => {
    expect(await migrateToLatest(connection.db)).toEqual(names);
    expect(await pendingMigrations(connection.db)).toEqual([]);
    const first = await dumpSchema(connection.db);
    await migrateDown(connection.db);
    expect(await namesLeft()).toEqual([]);
    await migrateToLatest(connection.db);
    expect(await dumpSchema(connection.db)).toBe(first);
  });

  test('have nothing to do the second time', async () => {
    await migrateToLatest(connection.db);
    expect(await migrateToLatest(connection.db)).toEqual([]);
  });
});

test('an archive that was put aside in another schema is not taken for this one', async () => {
  await using database = await openTestDatabase();
  await using admin = new SQL(database.url, { max: 1 });
  await using connection = connectDatabase(database.url);
  await admin.unsafe('alter schema public rename to aside; create schema public').simple();
  expect(await pendingMigrations(connection.db)).toEqual(names);
  expect(await migrateToLatest(connection.db)).toEqual(names);
  expect(await pendingMigrations(connection.db)).toEqual([]);
});

test('an archive is found in whichever schema of its user’s path it is', async () => {
  await using database = await openTestDatabase();
  await using admin = new SQL(database.url, { max: 1 });
  await admin.unsafe('create schema later');
  await using connection = connectDatabase(
    `${database.url}?options=-c%20search_path%3Dlater,public`,
  );
  expect(await migrateToLatest(connection.db)).toEqual([]);
});

test('five processes that migrate an empty database at once all succeed', async () => {
  await using database = await openEmptyTestDatabase();
  const connections = Array.from({ length: 5 }, () => connectDatabase(database.url));
  const done = await Promise.all(connections.map(({ db }) => migrateToLatest(db)));
  expect(done.flat().toSorted()).toEqual(names);
  await Promise.all(connections.map((connection) => connection.close()));
});

test.each(['statement_timeout', 'transaction_timeout'])(
  'a migration takes longer than the %s of its user',
  async (timeout) => {
    await using database = await openTestDatabase();
    const [reader, admin] = [new SQL(database.url, { max: 1 }), new SQL(database.url, { max: 1 })];
    const { db, close } = connectDatabase(`${database.url}?options=-c%20${timeout}%3D1s`);
    await migrateDown(db, '0009-pending-by-failures');
    await reader`begin`;
    await reader`select from messages`;
    const done = migrateToLatest(db);
    const isLate = async () => {
      const late = await admin`
      select from pg_stat_activity
      where query like 'drop index%' and clock_timestamp() - query_start > interval '1500 ms'`;
      return late.length > 0;
    };
    while (!(await isLate())) await Bun.sleep(50);
    await reader`commit`;
    expect(await done).toEqual(names.slice(names.indexOf('0010-time-upwards')));
    const allowed = await db
      .selectNoFrom(({ fn, val }) => fn<string>('current_setting', [val(timeout)]).as('is'))
      .executeTakeFirst();
    expect(allowed).toEqual({ is: '1s' });
    await Promise.all([close(), reader.close(), admin.close()]);
  },
);

test('every table and every column says what it means', async () => {
  await using database = await openTestDatabase();
  await using sql = new SQL(database.url);
  const silent = await sql`
    select concat_ws('.', relname, attname) as name
    from pg_class
    join pg_attribute on attrelid = pg_class.oid and not attisdropped and attnum > 0
    where relnamespace = 'public'::regnamespace and relkind = 'r'
      and relname not like 'annals\\_migrations%'
      and (obj_description(pg_class.oid, 'pg_class') is null
        or col_description(pg_class.oid, attnum) is null)
    order by 1`;
  expect(silent.map(({ name }: { name: string }) => name)).toEqual([]);
});

test('every table tells when a row came and was changed, and the key of one of tenants begins with tenant_id', async () => {
  await using database = await openTestDatabase();
  await using sql = new SQL(database.url);
  const odd = await sql`
    select relname as name
    from pg_class
    join pg_attribute on attrelid = pg_class.oid and not attisdropped
    where relnamespace = 'public'::regnamespace and relkind = 'r'
      and relname not like 'annals\\_migrations%'
    group by pg_class.oid, relname
    having count(*) filter (where attname in ('created_at', 'updated_at')) < 2
      or bool_or(attname = 'tenant_id' and attnotnull) and not exists (
        select from pg_constraint
        where conrelid = pg_class.oid and contype = 'p'
          and conkey[1] = min(attnum) filter (where attname = 'tenant_id'))
    order by 1`;
  expect(odd.map(({ name }: { name: string }) => name)).toEqual([]);
});

describe('schema.sql', () => {
  test('shows what the migrations make (else: bun run sql)', async () => {
    await using database = await openTestDatabase();
    await using connection = connectDatabase(database.url);
    expect(await dumpSchema(connection.db)).toBe(committed.replace(/^--.*\n/gm, ''));
  });

  test('makes the same tables when it is run', async () => {
    await using database = await openEmptyTestDatabase();
    await using connection = connectDatabase(database.url);
    await using sql = new SQL(database.url);
    await sql.unsafe(committed).simple();
    expect(await dumpSchema(connection.db)).toBe(committed.replace(/^--.*\n/gm, ''));
  });
});
