import type { Random } from '@annals/plugin-discord/simulator';
import { SQL } from 'bun';
import { openTestDatabase } from '../../database.ts';
import { startRedisServer } from '../../redis-server.ts';
import { FaultWorker } from './fault-worker.ts';

/** A worker, its queue on one kind of server, and a look into its tables with another driver. */
interface Workplace {
  readonly worker: FaultWorker;
  readonly sql: SQL;
}

/** Servers that stay well, and workers with both kinds of queues. */
export interface Servers extends AsyncDisposable {
  /** One of the two. */
  any(random: Random): Workplace;
}

export async function openServers(): Promise<Servers> {
  await using opening = new AsyncDisposableStack();
  const redis = await startRedisServer();
  opening.defer(() => redis.stop());
  const workplaces: Workplace[] = [];
  for (const queueUrl of [null, redis.url]) {
    const database = await openTestDatabase();
    opening.defer(() => database.close());
    const { url } = database;
    const worker = new FaultWorker({ databaseUrl: url, queueUrl: queueUrl ?? url });
    const sql = new SQL(url, { max: 1 });
    opening.defer(() => sql.close());
    opening.use(worker);
    workplaces.push({ worker, sql });
  }
  const opened = opening.move();
  return {
    any: (random) => random.pick(workplaces),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
