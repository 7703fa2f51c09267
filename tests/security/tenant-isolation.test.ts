import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import type { TenantId } from '@annals/domain';
import { migrateToLatest } from '@annals/migrations';
import {
  connectDatabase,
  type DatabaseConnection,
  KyselyUnitOfWork,
  prepareTenantReader,
  readAsTenant,
} from '@annals/persistence';
import { SQL } from 'bun';
import { openEmptyTestDatabase, openTestDatabase, type TestDatabase } from '../database.ts';
import { newTenantId, sampleTenant } from '../persistence/sample-rows.ts';

setDefaultTimeout(60_000);

type Db = DatabaseConnection['db'];
type Table = Parameters<Db['selectFrom']>[0] & string;

const words: Readonly<Record<string, string>> = {
  ...{ sync_status: 'failed', status: 'failed', type: 'text', emoji_type: 'custom' },
  ...{ trigger: 'manual', mode: 'full' },
};

/** Puts a row for each tenant into every table that has rows of tenants; the tables' names. */
async function fillEveryTable(url: string, tenantIds: readonly TenantId[]): Promise<Table[]> {
  await using sql = new SQL(url, { max: 1 });
  const columns: { table: Table; column: string; type: string }[] = await sql`
    select table_name as table, column_name as column, data_type as type
    from information_schema.columns
    where table_schema = 'public' and table_name not like 'annals\\_%'
      -- Of nobody's tenant: nobody who reads for one may see it at all.
      and table_name <> 'browser_sessions'
      and (
        is_nullable = 'NO' and column_default is null and is_identity = 'NO'
        or column_name = 'tenant_id'
      )
  `;
  const byTable = Map.groupBy(columns, ({ table }) => table);
  for (const tenantId of tenantIds) {
    for (const [table, ofTable] of byTable) {
      const row = ofTable.map(({ column, type }): [string, unknown] => {
        if (column === 'tenant_id' || (table === 'tenants' && column === 'id'))
          return [column, tenantId];
        if (type === 'uuid') return [column, crypto.randomUUID()];
        if (type.startsWith('timestamp')) return [column, new Date()];
        return [column, words[column] ?? (type === 'text' ? `${column} of ${tenantId}` : 1)];
      });
      await sql`insert into ${sql(table)} ${sql(Object.fromEntries(row))}`;
    }
  }
  return [...byTable.keys()];
}

interface OpenDatabase {
  readonly database: TestDatabase;
  readonly connection: DatabaseConnection;
}

async function closeAll({ database, connection }: OpenDatabase): Promise<void> {
  await connection.close();
  await database.close();
}

describe('a tenant’s reading that forgets to say of which tenant', () => {
  const [mine, theirs] = [newTenantId(), newTenantId()];
  let opened: OpenDatabase;
  let role: string;
  let tables: readonly Table[];

  /** In a transaction that shows what `readAs` shows. */
  const asReader = <T>(tenantId: string, read: (db: Db) => Promise<T>): Promise<T> =>
    opened.connection.db.transaction().execute(async (trx) => {
      await readAsTenant(trx, role, tenantId as TenantId);
      return await read(trx);
    });
  const rowsOf = (db: Db, table: Table) => db.selectFrom(table).selectAll().execute();

  beforeAll(async () => {
    const database = await openTestDatabase();
    const connection = connectDatabase(database.url);
    opened = { database, connection };
    const prepared = await prepareTenantReader(connection.db);
    if (prepared.role === null) throw new Error('The server’s own superuser makes roles.');
    role = prepared.role;
    tables = await fillEveryTable(database.url, [mine, theirs]);
  });
  afterAll(() => closeAll(opened));

  test('sees that tenant’s rows alone, in every table', async () => {
    expect(tables).toHaveLength(10);
    for (const table of tables) {
      const stored = await rowsOf(opened.connection.db, table);
      const seen = await asReader(mine, (db) => rowsOf(db, table));
      expect([table, stored.length, seen.length]).toEqual([table, 2, 1]);
      expect(JSON.stringify(seen)).toContain(mine);
      expect(JSON.stringify(seen)).not.toContain(theirs);
    }
  });

  test('sees nothing when no tenant is set, in any table', async () => {
    for (const table of tables) {
      expect(await asReader('', (db) => rowsOf(db, table))).toEqual([]);
    }
  });

  test('sees nothing of a tenant that it names and does not read for', async () => {
    const seen = await asReader(mine, (db) =>
      db.selectFrom('messages').selectAll().where('tenant_id', '=', theirs).execute(),
    );
    expect(seen).toEqual([]);
  });

  test('writes nothing, for its own tenant neither', async () => {
    for (const table of tables) {
      const writing = asReader(mine, (db) => db.deleteFrom(table).execute());
      await expect(writing).rejects.toMatchObject({ code: '42501' });
    }
  });

  test('may not look at the sessions of browsers', async () => {
    const reading = asReader(mine, (db) =>
      db.selectFrom('browser_sessions').select('key_hash').execute(),
    );
    await expect(reading).rejects.toMatchObject({ code: '42501' });
  });

  test('takes two statements and a commit more than another one', async () => {
    const statements: string[] = [];
    const onStatement = (text: string) => statements.push(text.trim());
    const counted = connectDatabase(opened.database.url, { onStatement });
    const unitOfWork = new KyselyUnitOfWork(counted.db, role);
    await unitOfWork.readAs(mine, ({ tenants }) => tenants.find(mine));
    await counted.close();
    expect(statements.map((text) => text.split(/[ (]/, 2).join(' '))).toEqual([
      'begin read',
      'select set_config',
      'select *',
      'commit',
    ]);
  });

  test('leaves nothing of it to whoever has the connection next', async () => {
    const one = connectDatabase(opened.database.url, { maxConnections: 1 });
    const unitOfWork = new KyselyUnitOfWork(one.db, role);
    await unitOfWork.readAs(mine, ({ tenants }) => tenants.find(mine));
    const broken = unitOfWork.readAs(mine, async () => {
      throw new Error('broken off');
    });
    await expect(broken).rejects.toThrow('broken off');
    const found = await unitOfWork.repositories.tenants.list({ after: null, limit: 10 });
    expect(found.map(({ id }) => id).toSorted()).toEqual([mine, theirs].toSorted());
    await one.close();
  });
});

describe('the role that reads for tenants', () => {
  test('is made once by ten processes that start at the same moment', async () => {
    await using database = await openEmptyTestDatabase();
    const connections = Array.from({ length: 10 }, () => connectDatabase(database.url));
    const prepared = await Promise.all(
      connections.map(async ({ db }) => {
        await migrateToLatest(db);
        return await prepareTenantReader(db);
      }),
    );
    expect(new Set(prepared.map(({ role }) => role)).size).toBe(1);
    expect(prepared[0]?.role).toStartWith('annals_reader_');
    await Promise.all(connections.map((connection) => connection.close()));
  });

  /** A database that belongs to a user who is no superuser. */
  async function openAs(login: string, attributes: string): Promise<OpenDatabase & { admin: SQL }> {
    const database = await openEmptyTestDatabase();
    const admin = new SQL(database.url, { max: 1 });
    await admin.unsafe(`create role "${login}" login password 'p' ${attributes}`);
    await admin.unsafe(`grant all on schema public to "${login}"`);
    const url = Object.assign(new URL(database.url), { username: login, password: 'p' });
    const connection = connectDatabase(url.href);
    await migrateToLatest(connection.db);
    return { database, connection, admin };
  }

  test('is made by an owner who is no superuser and may make roles', async () => {
    const { admin, ...opened } = await openAs('maker', 'createrole');
    const { role } = await prepareTenantReader(opened.connection.db);
    expect(role).toStartWith('annals_reader_');
    const unitOfWork = new KyselyUnitOfWork(opened.connection.db, role);
    const [mine, theirs] = [newTenantId(), newTenantId()];
    await fillEveryTable(opened.database.url, [mine, theirs]);
    expect(await unitOfWork.readAs(mine, ({ tenants }) => tenants.find(theirs))).toBeNull();
    expect(await unitOfWork.readAs(mine, ({ tenants }) => tenants.find(mine))).not.toBeNull();
    await admin.close();
    await closeAll(opened);
  });

  test('is made by an administrator where the owner may not, with the statements given', async () => {
    const { admin, ...opened } = await openAs('An Owner', '');
    const before = await prepareTenantReader(opened.connection.db);
    expect(before.role).toBeNull();
    for (const statement of before.statements) await admin.unsafe(statement);
    const after = await prepareTenantReader(opened.connection.db);
    expect(after.role).toStartWith('annals_reader_');
    await admin.close();
    await closeAll(opened);
  });

  test('reads the tables in whatever schema they are', async () => {
    const database = await openEmptyTestDatabase();
    await using admin = new SQL(database.url, { max: 1 });
    await admin.unsafe('create schema "An Archive"');
    const options = encodeURIComponent('-c search_path="An\\ Archive"');
    const connection = connectDatabase(`${database.url}?options=${options}`);
    await migrateToLatest(connection.db);
    const { role } = await prepareTenantReader(connection.db);
    expect(role).toStartWith('annals_reader_');
    const { tenants } = new KyselyUnitOfWork(connection.db).repositories;
    const tenant = sampleTenant();
    await tenants.create(tenant);
    const unitOfWork = new KyselyUnitOfWork(connection.db, role);
    expect(await unitOfWork.readAs(tenant.id, (own) => own.tenants.find(tenant.id))).toEqual(
      tenant,
    );
    await closeAll({ database, connection });
  });

  test('also where a schema that is looked through before theirs was made later', async () => {
    const { admin, ...opened } = await openAs('late', 'createrole');
    await admin.unsafe('create schema late authorization late');
    const { role } = await prepareTenantReader(opened.connection.db);
    expect(role).toStartWith('annals_reader_');
    await admin.close();
    await closeAll(opened);
  });

  test('is not what an analyst reads with: other users see every tenant', async () => {
    const { admin, ...opened } = await openAs('owner', '');
    await fillEveryTable(opened.database.url, [newTenantId(), newTenantId()]);
    await admin.unsafe('create role analyst nologin; grant select on messages to analyst');
    await admin.unsafe('set role analyst');
    expect(await admin.unsafe('select from messages')).toHaveLength(2);
    await admin.close();
    await closeAll(opened);
  });
});
