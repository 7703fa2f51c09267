import { openTestDatabase } from '../../database.ts';
import { startRedisServer } from '../../redis-server.ts';
import type { QueueServer } from './fault-group.ts';
import { FaultWorker } from './fault-worker.ts';
import { HurriedClock } from './hurried-clock.ts';

/** A worker, its queue on one kind of server. */
export interface Workplace {
  readonly worker: FaultWorker;
  readonly databaseUrl: string;
  readonly queue: QueueServer;
}

/** Workers with both kinds of queues. */
export interface Servers extends AsyncDisposable {
  /** The one whose turn it is, so that two tries meet both. */
  next(): Workplace;
}

/** On servers that stay well. */
export async function openServers(clock?: HurriedClock): Promise<Servers> {
  await using opening = new AsyncDisposableStack();
  const redis = opening.use(await startRedisServer());
  const workplaces: Workplace[] = [];
  for (const redisUrl of [null, redis.url]) {
    const database = opening.use(await openTestDatabase());
    workplaces.push(openWorkplace(opening, database.url, redisUrl, clock));
  }
  const opened = opening.move();
  return {
    next: takingTurns(workplaces),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

export function takingTurns<T>(items: readonly T[]): () => T {
  let turn = 0;
  return () => {
    const item = items[turn % items.length];
    if (item === undefined) throw new RangeError('There is nothing to take turns.');
    turn += 1;
    return item;
  };
}

/** `redisUrl`: null for a queue in the database. */
export function openWorkplace(
  opening: AsyncDisposableStack,
  databaseUrl: string,
  redisUrl: string | null,
  clock: HurriedClock = new HurriedClock(),
): Workplace {
  const queueUrl = redisUrl ?? databaseUrl;
  const worker = opening.use(new FaultWorker({ databaseUrl, queueUrl, clock }));
  worker.work();
  return { worker, databaseUrl, queue: redisUrl === null ? 'PostgreSQL' : 'Redis' };
}
