import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { TestArchive } from './archive.ts';
import { channelId, newTenantId, sampleMessage } from './sample-rows.ts';

setDefaultTimeout(60_000);

/** Long enough for whatever a driver keeps of statements that it has run before. */
const OFTEN = 10;

const tenantId = newTenantId();
const message = sampleMessage(tenantId, 1);
let archive: TestArchive;

beforeAll(async () => {
  archive = await TestArchive.open({ maxConnections: 1 });
  await archive.repositories.messages.upsert([message]);
});
afterAll(() => archive[Symbol.asyncDispose]());

test('a process reads on after a newer version’s migration gave a table a column', async () => {
  const read = () => archive.repositories.messages.find(tenantId, channelId, message.id);
  for (let count = 0; count < OFTEN; count += 1) expect(await read()).toEqual(message);
  await archive.sql`alter table messages add column read_before text`;
  expect(await read()).toEqual(message);
});

test('and so does a transaction', async () => {
  const read = () =>
    archive.unitOfWork.transaction(({ messages }) =>
      messages.find(tenantId, channelId, message.id),
    );
  for (let count = 0; count < OFTEN; count += 1) expect(await read()).toEqual(message);
  await archive.sql`alter table messages add column read_in_transaction text`;
  expect(await read()).toEqual(message);
});
