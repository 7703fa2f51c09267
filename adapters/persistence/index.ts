export { connectDatabase, type DatabaseConnection } from './connect-database.ts';
export { KyselyUnitOfWork } from './kysely-unit-of-work.ts';
