import type { AdministeredQueue, Logger } from '@annals/application';
import { BullmqSyncQueue } from './bullmq-sync-queue.ts';
import { connectPostgres } from './postgres-link.ts';
import type { QueueBoard } from './queue-board.ts';
import { defaultTiming, type QueueTiming } from './queue-timing.ts';
import { connectRedis } from './redis-link.ts';
import type { LinkUser } from './server-link.ts';

interface QueueOptions {
  readonly logger: Logger;
  /** Tests cannot wait as long as people can. */
  readonly timing?: Partial<QueueTiming>;
}

export interface RedisQueueOptions extends QueueOptions {
  readonly url: string;
}

export interface PostgresQueueOptions extends QueueOptions {
  readonly connectionString: string;
}

/** A queue with a page that shows it. */
export interface QueueWithBoard extends AdministeredQueue {
  board(basePath: string): QueueBoard;
}

/** The queue on a Redis. It connects by itself, as often as is needed. */
export function createRedisSyncQueue({ url, logger, timing }: RedisQueueOptions): QueueWithBoard {
  const connect = (user: LinkUser) => connectRedis(url, user);
  return new BullmqSyncQueue({ connect, logger, timing: { ...defaultTiming, ...timing } });
}

/** The queue in a PostgreSQL. It connects by itself, as often as is needed, and makes its tables. */
export function createPostgresSyncQueue({
  connectionString,
  logger,
  timing,
}: PostgresQueueOptions): QueueWithBoard {
  const connect = (user: LinkUser) => connectPostgres(connectionString, user);
  return new BullmqSyncQueue({ connect, logger, timing: { ...defaultTiming, ...timing } });
}
