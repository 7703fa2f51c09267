export { EmbeddedPostgresError } from './embedded-postgres-error.ts';
export {
  type RunningPostgres,
  startEmbeddedPostgres,
} from './start-embedded-postgres.ts';
