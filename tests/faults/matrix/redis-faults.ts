import type { Random } from '@annals/plugin-discord/simulator';
import { RedisClient } from 'bun';
import { openTestDatabase } from '../../database.ts';
import { type RedisServer, startRedisServer } from '../../redis-server.ts';
import type { Fault, FaultGroup, QueueServer } from './fault-group.ts';
import { openWorkplace, type Workplace } from './servers.ts';
import { REQUESTS_OF_A_RUN, tryFirstRun } from './try-first-run.ts';

const TRIES = 3;
const ITS_QUEUE: readonly QueueServer[] = ['Redis'];
/** Shorter and longer than the worker's lock on its job. */
const PAUSES_MS = [300, 2_000] as const;

interface RedisQueue extends AsyncDisposable {
  readonly redis: RedisServer;
  readonly workplace: Workplace;
}

async function openRedisQueue(): Promise<RedisQueue> {
  await using opening = new AsyncDisposableStack();
  const redis = opening.use(await startRedisServer({ durable: true }));
  const database = opening.use(await openTestDatabase());
  const workplace = openWorkplace(opening, database.url, redis.url);
  const opened = opening.move();
  return { redis, workplace, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

/** Something happens to Redis while a request is under way that the seed chooses. */
function inMidRun(
  name: string,
  happen: (redis: RedisServer, random: Random) => Promise<unknown>,
): Fault<RedisQueue> {
  return {
    name,
    tries: TRIES,
    queues: ITS_QUEUE,
    attempt({ redis, workplace }, random) {
      return tryFirstRun(workplace, random, {
        bring: (_, traffic) =>
          traffic.when(random.between(1, REQUESTS_OF_A_RUN), async () => {
            await happen(redis, random);
          }),
      });
    },
  };
}

async function tell({ url }: RedisServer, command: string, ...words: string[]): Promise<void> {
  const client = new RedisClient(url);
  await client.send(command, words);
  client.close();
}

const unreachableAtStart: Fault<RedisQueue> = {
  name: 'unreachable at start',
  tries: TRIES,
  queues: ITS_QUEUE,
  async attempt({ redis }, random) {
    await using opening = new AsyncDisposableStack();
    const database = opening.use(await openTestDatabase());
    await redis.interrupt();
    const workplace = openWorkplace(opening, database.url, redis.url);
    return await tryFirstRun(workplace, random, {
      bring() {
        const back = redis.restart();
        return () => back.then(() => true);
      },
    });
  },
};

/** Redis goes wrong, which carries the queue alone, in a guild's first run. */
export const onRedis: FaultGroup<RedisQueue> = {
  name: 'Redis',
  open: openRedisQueue,
  faults: [
    inMidRun('killed and restarted', async (redis) => {
      await redis.interrupt();
      await redis.restart();
    }),
    inMidRun('flushed', (redis) => tell(redis, 'FLUSHALL')),
    inMidRun('slow', (redis, random) =>
      tell(redis, 'CLIENT', 'PAUSE', String(random.pick(PAUSES_MS)), 'ALL'),
    ),
    unreachableAtStart,
  ],
};
