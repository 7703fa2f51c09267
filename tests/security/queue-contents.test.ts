import { expect, setDefaultTimeout, test } from 'bun:test';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { someJob } from '@annals/application/conformance';
import { RecordedLogger } from '@annals/application/fakes';
import { SQL } from 'bun';
import { openEmptyTestDatabase } from '../database.ts';
import { openQueue } from '../queue-backends.ts';
import { describeWithRedis, startRedisServer } from '../redis-server.ts';

setDefaultTimeout(30_000);

const USER_ID = '123456789012345678';

/** Lets a job fail for good, of an error that holds a user's id; what was logged of it. */
async function failWithUserId(url: string): Promise<string> {
  const logger = new RecordedLogger();
  await using queue = openQueue(url, logger);
  const failed = Promise.withResolvers<void>();
  queue.consume(
    async ({ isLastAttempt }) => {
      if (isLastAttempt) failed.resolve();
      throw new Error(`<@${USER_ID}> wrote it`, { cause: { author: { id: USER_ID } } });
    },
    { concurrency: 1 },
  );
  await queue.enqueue(someJob());
  await failed.promise;
  return JSON.stringify(logger.events);
}

/** Every row of every table of BullMQ's schema, as text. */
async function dumpOf(url: string): Promise<string> {
  await using sql = new SQL(url, { max: 1 });
  const tables: { name: string }[] = await sql`
    select table_name as name from information_schema.tables where table_schema = 'bullmq'
  `;
  const dumps: { row: string }[][] = await Promise.all(
    tables.map(({ name }) => sql`select t::text as row from ${sql(`bullmq.${name}`)} t`),
  );
  return dumps
    .flat()
    .map(({ row }) => row)
    .join('\n');
}

function expectOwnSentenceOnly(text: string): void {
  expect(text).toContain('The attempt failed; the log says why.');
  expect(text).not.toContain(USER_ID);
  // Nor where in the program it happened.
  expect(text).not.toContain(import.meta.dir);
  expect(text).not.toContain('.ts:');
}

test('PostgreSQL keeps nothing of what a handler threw, nor does the log', async () => {
  await using database = await openEmptyTestDatabase();
  expect(await failWithUserId(database.url)).not.toContain(USER_ID);
  expectOwnSentenceOnly(await dumpOf(database.url));
});

describeWithRedis('with a Redis', () => {
  test('Redis keeps nothing of what a handler threw, nor does the log', async () => {
    await using server = await startRedisServer({ durable: true });
    expect(await failWithUserId(server.url)).not.toContain(USER_ID);
    const files = await readdir(server.dataDir, { recursive: true, withFileTypes: true });
    const texts = files
      .filter((file) => file.isFile())
      .map((file) => Bun.file(join(file.parentPath, file.name)).text());
    expectOwnSentenceOnly((await Promise.all(texts)).join('\n'));
  });
});
