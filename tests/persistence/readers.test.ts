import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { TestArchive } from './archive.ts';
import { newTenantId, sampleMessages } from './sample-rows.ts';

setDefaultTimeout(60_000);

let archive: TestArchive;
const tenantId = newTenantId();
const messages = sampleMessages(tenantId, 1_000);

beforeAll(async () => {
  archive = await TestArchive.open();
  await archive.repositories.messages.upsert(messages);
});
afterAll(() => archive[Symbol.asyncDispose]());

async function textsSeen(): Promise<Set<string>> {
  using session = await archive.sql.reserve();
  // Whoever has to wait for a lock at all fails.
  await session`set lock_timeout = 1`;
  const rows = await session`select content from messages where tenant_id = ${tenantId}`;
  return new Set(rows.map(({ content }: { content: string }) => content));
}

test('who reads while a batch is written waits for nothing, and sees all of it or none', async () => {
  const before = new Set(messages.map(({ content }) => content));
  const edited = messages.map((message) => ({ ...message, content: 'edited' }));
  await archive.unitOfWork.transaction(async (repositories) => {
    await repositories.messages.upsert(edited);
    expect(await textsSeen()).toEqual(before);
  });
  expect(await textsSeen()).toEqual(new Set(['edited']));
});
