export {
  type ConnectOptions,
  connectDatabase,
  type DatabaseConnection,
} from './connect-database.ts';
export { isHashedAlike, isHashKeyChanged } from './hash-key.ts';
export { KyselyUnitOfWork } from './kysely-unit-of-work.ts';
export { codeOf } from './store-error.ts';
export { prepareTenantReader, readAsTenant } from './tenant-reader.ts';
