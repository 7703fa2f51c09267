import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { fileURLToPath } from 'node:url';
import type { SyncDelivery } from '@annals/application';
import { someJob } from '@annals/application/conformance';
import { openEmptyTestDatabase } from '../database.ts';
import { openQueue } from '../queue-backends.ts';
import { describeWithRedis, type RedisServer, startRedisServer } from '../redis-server.ts';

setDefaultTimeout(60_000);

/** More often than BullMQ lets a job lose its worker unless told. */
const KILLS = 3;

const script = fileURLToPath(import.meta.resolve('./hanging-worker.ts'));

/** Starts a worker that takes the job and never ends it, and kills it as soon as it has. */
async function takeAndDie(url: string): Promise<string> {
  const worker = Bun.spawn([process.execPath, script, url], {
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'inherit',
  });
  let output = '';
  for await (const text of worker.stdout.pipeThrough(new TextDecoderStream())) {
    output += text;
    if (output.includes('\n')) break;
  }
  worker.kill('SIGKILL');
  await worker.exited;
  return output;
}

async function expectTakeover(url: string): Promise<void> {
  await using queue = openQueue(url);
  const job = someJob();
  await queue.enqueue(job);
  for (let kill = 0; kill < KILLS; kill += 1) expect(await takeAndDie(url)).toBe('1\n');
  expect(await queue.enqueue(job)).toBe(false);

  const taken = Promise.withResolvers<SyncDelivery>();
  queue.consume(
    async (delivery) => {
      taken.resolve(delivery);
      return 'done';
    },
    { concurrency: 1 },
  );
  expect(await taken.promise).toMatchObject({ job, attempt: 1, isLastAttempt: false });
}

test('on PostgreSQL a job outlives its workers, however often they are killed', async () => {
  await using database = await openEmptyTestDatabase();
  await expectTakeover(database.url);
});

describeWithRedis('on Redis', () => {
  let server: RedisServer;

  beforeAll(async () => {
    server = await startRedisServer();
  });

  afterAll(() => server.stop());

  test('a job outlives its workers, however often they are killed', () =>
    expectTakeover(server.url));
});
