import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { describeQueue, type OpenQueue, someJob } from '@annals/application/conformance';
import { SQL } from 'bun';
import { openEmptyTestDatabase } from '../database.ts';
import { openQueue, quickTiming } from '../queue-backends.ts';
import { describeWithRedis, type RedisServer, startRedisServer } from '../redis-server.ts';

const LATE_MS = 10_000;

// The first test starts a server.
setDefaultTimeout(30_000);

/** Two queues on one server, in real time. */
function openPair(url: string, release: () => Promise<void>): OpenQueue {
  const queue = openQueue(url);
  const other = openQueue(url);
  return {
    queue,
    other,
    retryFirstDelayMs: quickTiming.retryFirstDelayMs,
    now: () => Date.now(),
    elapse: (ms) => Bun.sleep(ms),
    soon,
    async [Symbol.asyncDispose]() {
      await Promise.all([queue[Symbol.asyncDispose](), other[Symbol.asyncDispose]()]);
      await release();
    },
  };
}

async function soon<T>(event: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error('What was awaited never came.')), LATE_MS);
  try {
    return await Promise.race([event, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

describeQueue('BullMQ on PostgreSQL', {
  async open() {
    const database = await openEmptyTestDatabase();
    return openPair(database.url, () => database.close());
  },
});

test('BullMQ on PostgreSQL finds its tables whatever options the URL gives the server', async () => {
  await using database = await openEmptyTestDatabase();
  const options = encodeURIComponent('-c search_path=public -c lock_timeout=9s');
  await using queue = openQueue(`${database.url}?options=${options}`);
  expect(await queue.enqueue(someJob())).toBe(true);
});

test('BullMQ on PostgreSQL starts side by side, whatever the isolation of the database', async () => {
  await using database = await openEmptyTestDatabase();
  await using admin = new SQL(database.url);
  const name = new URL(database.url).pathname.slice(1);
  await admin.unsafe(`alter database ${name} set default_transaction_isolation = 'serializable'`);
  const queues = Array.from({ length: 4 }, () => openQueue(database.url));
  const started = await Promise.allSettled(queues.map((queue) => queue.ping()));
  for (const queue of queues) await queue[Symbol.asyncDispose]();
  expect(started.map(({ status }) => status)).toEqual(queues.map(() => 'fulfilled'));
});

test('BullMQ on PostgreSQL starts while a backup is taken, which holds every table for long', async () => {
  await using database = await openEmptyTestDatabase();
  await using before = openQueue(database.url);
  await before.ping();
  await using backup = new SQL(database.url);
  await backup.begin(async (reading) => {
    const tables = await reading`
      select format('bullmq.%I', tablename) as name from pg_tables where schemaname = 'bullmq'`;
    for (const { name } of tables) {
      await reading.unsafe(`lock table ${name} in access share mode`);
    }
    await using started = openQueue(database.url);
    expect(await started.enqueue(someJob())).toBe(true);
  });
});

describeWithRedis('with a Redis', () => {
  let server: RedisServer;
  let opened = 0;

  beforeAll(async () => {
    server = await startRedisServer();
  });

  afterAll(() => server.stop());

  describeQueue('BullMQ on Redis', {
    async open() {
      opened += 1;
      return openPair(server.databaseUrl(opened), async () => {});
    },
  });
});
