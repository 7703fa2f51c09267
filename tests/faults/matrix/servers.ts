import type { Random } from '@annals/plugin-discord/simulator';
import { openTestDatabase } from '../../database.ts';
import { startRedisServer } from '../../redis-server.ts';
import { FaultWorker } from './fault-worker.ts';
import { HurriedClock } from './hurried-clock.ts';

/** A worker, its queue on one kind of server. */
export interface Workplace {
  readonly worker: FaultWorker;
  readonly databaseUrl: string;
}

/** Workers with both kinds of queues. */
export interface Servers extends AsyncDisposable {
  /** One of the two. */
  any(random: Random): Workplace;
}

/** On servers that stay well. */
export async function openServers(): Promise<Servers> {
  await using opening = new AsyncDisposableStack();
  const redis = await startRedisServer();
  opening.defer(() => redis.stop());
  const workplaces: Workplace[] = [];
  for (const redisUrl of [null, redis.url]) {
    const database = await openTestDatabase();
    opening.defer(() => database.close());
    workplaces.push(openWorkplace(opening, database.url, redisUrl));
  }
  const opened = opening.move();
  return {
    any: (random) => random.pick(workplaces),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
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
  return { worker, databaseUrl };
}
