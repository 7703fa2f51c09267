import { setDefaultTimeout } from 'bun:test';
import { describeStore } from '@annals/application/conformance';
import { connectDatabase, KyselyUnitOfWork, prepareTenantReader } from '@annals/persistence';
import { openTestDatabase } from '../database.ts';

setDefaultTimeout(60_000);

describeStore('on PostgreSQL', {
  async open() {
    const database = await openTestDatabase();
    const connection = connectDatabase(database.url);
    const { role } = await prepareTenantReader(connection.db);
    return {
      unitOfWork: new KyselyUnitOfWork(connection.db, role),
      async close() {
        await connection.close();
        await database.close();
      },
    };
  },
});
