import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { storableText } from '@annals/domain';
import { connectDatabase, KyselyUnitOfWork } from '@annals/persistence';
import fc from 'fast-check';
import { TestArchive } from './archive.ts';
import { channelId, newTenantId, sampleMessage, sampleMessages } from './sample-rows.ts';

setDefaultTimeout(60_000);

let archive: TestArchive;
beforeAll(async () => {
  archive = await TestArchive.open();
});
afterAll(() => archive[Symbol.asyncDispose]());

const anyText = fc
  .string({ unit: fc.constantFrom('\\', '\n', '\r', '\t', 'N', '.', '"', '{', '\b', 'é', '😀') })
  .map(storableText);

test('whatever signs a text and its metadata hold, they are stored as they are', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(anyText, anyText), { minLength: 1 }), async (texts) => {
      const tenantId = newTenantId();
      const messages = texts.map(([content, title], index) => ({
        ...sampleMessage(tenantId, index + 1),
        content,
        platformMetadata: { title },
      }));
      const { messages: stored } = archive.repositories;
      expect(await stored.insert(messages)).toBe(true);
      for (const message of messages) {
        expect(await stored.find(tenantId, channelId, message.id)).toEqual(message);
      }
    }),
    { numRuns: 30 },
  );
});

test('rows that the database refuses are heard of, and leave nothing behind', async () => {
  const tenantId = newTenantId();
  const messages = sampleMessages(tenantId, 1_000);
  const wrong = messages.with(-1, { ...sampleMessage(tenantId, 1_000), content: '\u0000' });
  const write = archive.unitOfWork.transaction(({ messages: stored }) => stored.insert(wrong));
  await expect(write).rejects.toThrow('U+0000');
  const { messages: stored } = archive.repositories;
  expect(await stored.insert(messages)).toBe(true);
});

test('what else a transaction wrote stays when its messages were there already', async () => {
  const tenantId = newTenantId();
  const [first, second] = [sampleMessage(tenantId, 1), sampleMessage(tenantId, 2)];
  await archive.repositories.messages.insert([second]);
  await archive.unitOfWork.transaction(async ({ messages: stored }) => {
    await stored.insert([first]);
    expect(await stored.insert([second])).toBe(false);
  });
  expect(await archive.repositories.messages.find(tenantId, channelId, first.id)).toEqual(first);
});

test('a connection that is lost while rows are on their way is told as such', async () => {
  const tenantId = newTenantId();
  const write = archive.unitOfWork.transaction(async ({ messages: stored }) => {
    await stored.insert([sampleMessage(tenantId, 1)]);
    await archive.sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()
    `;
    await stored.insert(sampleMessages(tenantId, 1_000).slice(1));
  });
  await expect(write).rejects.toMatchObject({ name: 'StoreUnavailableError' });
});

test('a user that does not own the table, so that its policies hold, is told to store another way', async () => {
  const role = `limited_${crypto.randomUUID().replaceAll('-', '')}`;
  await archive.sql.unsafe(`
    create role ${role} login password 'secret';
    grant select, insert, update, delete on all tables in schema public to ${role};`);
  const url = new URL(archive.database.url);
  Object.assign(url, { username: role, password: 'secret' });
  const limited = connectDatabase(url.href);
  const messages = sampleMessages(newTenantId(), 3);
  const added = await new KyselyUnitOfWork(limited.db).transaction(async ({ messages: stored }) => {
    expect(await stored.insert(messages)).toBe(false);
    return (await stored.upsert(messages)).added;
  });
  expect(added).toBe(3);
  await limited.close();
  await archive.sql.unsafe(`drop owned by ${role}; drop role ${role};`);
});

test('a refusal that comes together with the answer to the query is told to the caller alone', async () => {
  await archive.sql.unsafe(`
    create function refuse() returns trigger language plpgsql as
      $$ begin raise exception 'no' using errcode = '23514'; end $$;
    create trigger refuse before insert on messages for each statement execute function refuse();`);
  const uncaught: unknown[] = [];
  const hear = (error: unknown) => uncaught.push(error);
  process.on('uncaughtException', hear);
  for (let count = 0; count < 30; count += 1) {
    const write = archive.repositories.messages.insert(sampleMessages(newTenantId(), 3));
    await expect(write).rejects.toMatchObject({ name: 'StoreError', code: '23514' });
  }
  process.off('uncaughtException', hear);
  await archive.sql.unsafe('drop function refuse cascade');
  expect(uncaught).toEqual([]);
});
