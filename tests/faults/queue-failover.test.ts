import { afterEach, beforeEach, expect, setDefaultTimeout, test } from 'bun:test';
import { connect, createServer, type Server } from 'node:net';
import { someJob } from '@annals/application/conformance';
import type { RunId } from '@annals/domain';
import { RedisClient } from 'bun';
import { enqueueAtLast } from '../enqueue-at-last.ts';
import { openQueue } from '../queue-backends.ts';
import { describeWithRedis, type RedisServer, startRedisServer } from '../redis-server.ts';

setDefaultTimeout(30_000);

describeWithRedis('a Redis whose replica takes over at its address', () => {
  let before: RedisServer;
  let after: RedisServer;
  /** The address: new connections go to whichever server is the first one now. */
  let address: Server;
  let url: URL;
  let first: RedisServer;

  beforeEach(async () => {
    [before, after] = [await startRedisServer(), await startRedisServer()];
    first = before;
    await ask(after, 'CONFIG', 'SET', 'requirepass', before.password);
    address = createServer((client) => {
      const server = connect(portOf(first), '127.0.0.1');
      client.pipe(server).pipe(client);
      client.on('error', () => server.destroy());
      server.on('error', () => client.destroy());
    });
    await new Promise<void>((resolve) => address.listen(0, '127.0.0.1', resolve));
    const listening = address.address();
    url = new URL(before.url);
    url.port = String(typeof listening === 'object' ? listening?.port : 0);
  });

  afterEach(async () => {
    address.close();
    await Promise.all([before.stop(), after.stop()]);
  });

  test('is gone on with, though it cuts no connection and only refuses to write', async () => {
    await using queue = openQueue(url.href);
    const delivered = new Set<RunId>();
    const [one, two] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const [early, late] = [someJob(), someJob()];
    queue.consume(
      async ({ job: { runId } }) => {
        delivered.add(runId);
        (runId === early.runId ? one : two).resolve();
        return 'done';
      },
      { concurrency: 1 },
    );
    await queue.enqueue(early);
    await one.promise;
    first = after;
    await ask(before, 'REPLICAOF', '127.0.0.1', String(portOf(after)));
    await enqueueAtLast(queue, late);
    await two.promise;
    expect(delivered).toEqual(new Set([early.runId, late.runId]));
  });
});

function portOf({ url }: RedisServer): number {
  return Number(new URL(url).port);
}

async function ask({ url }: RedisServer, command: string, ...words: string[]): Promise<void> {
  const client = new RedisClient(url);
  await client.send(command, words);
  client.close();
}
