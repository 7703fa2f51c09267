import type { ServiceProbes } from '@annals/application';
import type { IdHasher } from '@annals/domain';
import { pendingMigrations, unknownMigrations } from '@annals/migrations';
import { type DatabaseConnection, isHashKeyChanged } from '@annals/persistence';
import type { QueueWithBoard } from '@annals/queue';

export interface ProbedServers {
  /** Opens a connection, and changes nothing. */
  readonly connection: () => Promise<DatabaseConnection>;
  readonly queue: () => Promise<QueueWithBoard>;
  /** Whether the queue lives in a Redis of its own. */
  readonly hasRedis: boolean;
  /** Hashes people as this process would store them. */
  readonly hasher: IdHasher;
}

/** Looks at the servers of an installation for whoever asks what is wrong with it. */
export function createServiceProbes({
  connection,
  queue,
  hasRedis,
  hasher,
}: ProbedServers): ServiceProbes {
  return {
    async isDatabaseReadOnly() {
      return await (await connection()).isReadOnly();
    },
    async hasDatabaseRoom() {
      return await (await connection()).hasRoom();
    },
    async pendingMigrations() {
      return await pendingMigrations((await connection()).db);
    },
    async unknownMigrations() {
      return await unknownMigrations((await connection()).db);
    },
    async isHashKeyChanged() {
      return await isHashKeyChanged((await connection()).db, hasher);
    },
    async pingQueue() {
      await (await queue()).ping();
    },
    async queueStanding() {
      const { admin } = await queue();
      const [{ isPaused }, workers] = await Promise.all([admin.overview(), admin.workersSeen()]);
      return { isPaused, workers };
    },
    settings: {
      database: 'DATABASE_URL (without it: what the log says of the built-in server)',
      queue: hasRedis ? 'REDIS_URL' : 'DATABASE_URL: the queue lives in the database',
    },
  };
}
