import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startRedisServer } from '../../redis-server.ts';
import { temporaryFolder } from '../../running-service.ts';
import { bothQueues, type QueueServer } from './fault-group.ts';
import { takingTurns } from './servers.ts';

/** What the tries with processes share. */
export interface ProcessPlace extends AsyncDisposable {
  readonly redisUrl: string;
  /** Where the queue of the next try lives. */
  nextQueue(): QueueServer;
  /** The program of a worker that is missed soon: in one file, which starts twice as fast. */
  readonly impatientWorker: string;
}

export async function openProcessPlace(): Promise<ProcessPlace> {
  await using opening = new AsyncDisposableStack();
  const redis = opening.use(await startRedisServer());
  const folder = await temporaryFolder();
  const source = fileURLToPath(import.meta.resolve('./impatient-worker.ts'));
  await Bun.build({ entrypoints: [source], target: 'bun', minify: true, outdir: folder });
  const opened = opening.move();
  return {
    redisUrl: redis.url,
    nextQueue: takingTurns(bothQueues),
    impatientWorker: join(folder, 'impatient-worker.js'),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
