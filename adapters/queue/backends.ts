import type { Logger } from '@annals/application';
import { createPostgresBackend, Queue, Worker } from 'bullmq';
import { BullmqSyncQueue, type QueueParts, type QueueTiming } from './bullmq-sync-queue.ts';

export interface RedisQueueOptions {
  readonly url: string;
  readonly logger: Logger;
  readonly timing?: Partial<QueueTiming>;
}

export interface PostgresQueueOptions {
  readonly connectionString: string;
  readonly logger: Logger;
  readonly timing?: Partial<QueueTiming>;
}

const QUEUE_NAME = 'sync';

/** The queue on a Redis; its keys begin with `annals`. */
export function createRedisSyncQueue({ url, logger, timing }: RedisQueueOptions): BullmqSyncQueue {
  const base = { prefix: 'annals' };
  const parts: QueueParts = {
    queue: new Queue(QUEUE_NAME, {
      ...base,
      // A command that cannot be sent now fails now; the run's row waits for the sweeper.
      connection: { url, maxRetriesPerRequest: 1, connectTimeout: CONNECT_TIMEOUT_MS },
    }),
    makeWorker: (processor, options) =>
      new Worker(QUEUE_NAME, processor, {
        ...base,
        ...options,
        // A worker waits for Redis to come back, however long that takes.
        connection: { url, maxRetriesPerRequest: null },
      }),
  };
  return new BullmqSyncQueue(parts, logger, timing);
}

/** The queue in PostgreSQL; its tables lie in the schema `bullmq`, which it makes and migrates. */
export async function createPostgresSyncQueue({
  connectionString,
  logger,
  timing,
}: PostgresQueueOptions): Promise<BullmqSyncQueue> {
  const connection = {
    connectionString,
    schema: 'bullmq',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  };
  const queue = new Queue(
    QUEUE_NAME,
    { connection: { ...connection, migrate: true } },
    createPostgresBackend,
  );
  const parts: QueueParts = {
    queue,
    makeWorker: (processor, options) =>
      new Worker(QUEUE_NAME, processor, { ...options, connection }, createPostgresBackend),
  };
  const syncQueue = new BullmqSyncQueue(parts, logger, timing);
  // A worker that migrates beside its queue meets half of the tables and logs an error.
  await queue.waitUntilReady();
  return syncQueue;
}

const CONNECT_TIMEOUT_MS = 5_000;
