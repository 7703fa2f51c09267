import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { fileURLToPath } from 'node:url';
import type { SyncQueue } from '@annals/application';
import { someJob } from '@annals/application/conformance';
import { RecordedLogger } from '@annals/application/fakes';
import type { RunId } from '@annals/domain';
import { RedisClient, SQL } from 'bun';
import { openEmptyTestDatabase } from '../database.ts';
import { enqueueAtLast } from '../enqueue-at-last.ts';
import { openQueue } from '../queue-backends.ts';
import { describeWithRedis, type RedisServer, startRedisServer } from '../redis-server.ts';

setDefaultTimeout(30_000);

describeWithRedis('Redis restarted', () => {
  let server: RedisServer;

  beforeEach(async () => {
    server = await startRedisServer({ durable: true });
  });

  afterEach(() => server.stop());

  test('a job that was enqueued before is delivered after', async () => {
    await using queue = openQueue(server.url);
    const job = someJob();
    await queue.enqueue(job);
    await server.restart();
    const delivered = Promise.withResolvers<RunId>();
    queue.consume(
      async (delivery) => {
        delivered.resolve(delivery.job.runId);
        return 'done';
      },
      { concurrency: 1 },
    );
    expect(await delivered.promise).toBe(job.runId);
  });

  test('a consumer goes on, with the job in work and with new ones', async () => {
    await using queue = openQueue(server.url);
    await expectToGoOn(queue, () => server.restart());
  });
});

describeWithRedis('a Redis that answers and takes nothing', () => {
  let server: RedisServer;
  let tell: (command: string, ...words: string[]) => Promise<unknown>;

  beforeEach(async () => {
    server = await startRedisServer();
    const client = new RedisClient(server.url);
    tell = (command, ...words) => client.send(command, words);
  });

  afterEach(() => server.stop());

  test.each([
    ['OOM', ['CONFIG', 'SET', 'maxmemory', '1'], ['CONFIG', 'SET', 'maxmemory', '0']],
    ['READONLY', ['REPLICAOF', '127.0.0.1', '1'], ['REPLICAOF', 'NO', 'ONE']],
  ] as const)('is not there until it does (%s)', async (code, [bring, ...how], [mend, ...so]) => {
    await using queue = openQueue(server.url);
    await queue.ping();
    await tell(bring, ...how);
    await expect(queue.ping()).rejects.toMatchObject({
      name: 'QueueUnavailableError',
      cause: { code },
    });
    await tell(mend, ...so);
    await pingAtLast(queue);
  });

  test('is told of ever more seldom', async () => {
    const logger = new RecordedLogger();
    await using queue = openQueue(server.url, logger);
    queue.consume(async () => 'done', { concurrency: 1 });
    while ((await queue.admin.workersSeen()) === 0) await Bun.sleep(20);
    await tell('REPLICAOF', '127.0.0.1', '1');
    const told = () =>
      logger.events
        .filter(({ event }) => event === 'queue.worker_error')
        .map(({ fields }) => fields.failuresInRow);
    while (told().length < 3) await Bun.sleep(20);
    expect(told()).toEqual([1, 2, 4]);
  });
});

describe('PostgreSQL cuts every connection', () => {
  test('a consumer goes on, with the job in work and with new ones', async () => {
    await using database = await openEmptyTestDatabase();
    await using admin = new SQL(database.url, { max: 1 });
    await using queue = openQueue(database.url);
    await expectToGoOn(queue, async () => {
      await admin`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()
      `;
    });
  });
});

describe('PostgreSQL that lets nobody in when a worker starts', () => {
  test('has the ends of its jobs told, and its worker in its list, once it does', async () => {
    await using database = await openEmptyTestDatabase();
    const { pathname } = new URL(database.url);
    await using admin = new SQL(database.url.replace(pathname, '/postgres'), { max: 1 });
    const letIn = (isLetIn: boolean) =>
      admin.unsafe(`alter database ${pathname.slice(1)} allow_connections ${isLetIn}`);
    await letIn(false);
    const logger = new RecordedLogger();
    await using queue = openQueue(database.url, logger);
    queue.consume(async () => 'done', { concurrency: 1 });
    const isRefused = () => logger.events.some(({ event }) => event === 'queue.worker_error');
    while (!isRefused()) await Bun.sleep(20);
    await letIn(true);
    await enqueueAtLast(queue, someJob());
    const count = async () => (await queue.admin.overview()).counts.completed;
    while ((await count()) === 0) await Bun.sleep(20);
    expect(await queue.admin.workersSeen()).toBe(1);
  });
});

/** A connection that was refused is made anew. */
async function pingAtLast(queue: SyncQueue): Promise<void> {
  while ((await queue.ping().catch(() => 'refused')) === 'refused');
}

/** Has the server lost while a job is in work: that one ends, and another one is taken. */
async function expectToGoOn(queue: SyncQueue, lose: () => Promise<void>): Promise<void> {
  const [first, second] = [someJob(), someJob()];
  const begun = Promise.withResolvers<void>();
  const end = Promise.withResolvers<void>();
  const next = Promise.withResolvers<void>();
  queue.consume(
    async ({ job }) => {
      if (job.runId === second.runId) next.resolve();
      begun.resolve();
      await end.promise;
      return 'done';
    },
    { concurrency: 1 },
  );
  await queue.enqueue(first);
  await begun.promise;
  await lose();
  end.resolve();
  await enqueueAtLast(queue, second);
  await next.promise;
}

describe('a server that is not there', () => {
  const servers = [
    ['Redis', 'redis://someone:a-password@127.0.0.1:1'],
    ['PostgreSQL', 'postgres://someone:a-password@127.0.0.1:1/annals'],
  ] as const;

  test.each(servers)('%s: calls reject, closing ends, nothing is printed', async (_, url) => {
    const script = fileURLToPath(import.meta.resolve('./unreachable-queue.ts'));
    const child = Bun.spawn([process.execPath, script, url], {
      stdin: 'ignore',
      stdout: 'pipe',
      stderr: 'pipe',
    });
    const [output, errors, code] = await Promise.all([
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
      child.exited,
    ]);
    expect({ errors, code }).toEqual({ errors: '', code: 0 });
    expect(output).not.toContain('a-password');
    expect(output).not.toContain('someone');
    const { told, logged } = JSON.parse(output);
    expect(told).toBe('QueueUnavailableError: The queue does not answer.');
    expect(logged).toContainEqual(expect.objectContaining({ event: 'queue.call_failed' }));
  });
});
