import { describeStore } from '@annals/application/conformance';
import { connectDatabase, KyselyUnitOfWork } from '@annals/persistence';
import { openTestDatabase } from '../database.ts';

describeStore('on PostgreSQL', {
  async open() {
    const database = await openTestDatabase();
    const connection = connectDatabase(database.url);
    return {
      unitOfWork: new KyselyUnitOfWork(connection.db),
      async close() {
        await connection.close();
        await database.close();
      },
    };
  },
});
