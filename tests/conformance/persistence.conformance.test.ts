import { describeStore } from '@annals/application/conformance';
import { connectDatabase, KyselyUnitOfWork, prepareTenantReader } from '@annals/persistence';
import { openTestDatabase } from '../database.ts';

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
