import { expect, setDefaultTimeout, test } from 'bun:test';
import { TestArchive } from './archive.ts';
import { newTenantId, sampleChannel } from './sample-rows.ts';

setDefaultTimeout(60_000);

test('channels are written only when they changed', async () => {
  await using archive = await TestArchive.open();
  const { channels } = archive.repositories;
  const tenantId = newTenantId();
  const [one, two] = [sampleChannel(tenantId, '1'), sampleChannel(tenantId, '2')];
  const written = async () => await archive.sql`select id, xmin::text from channels order by id`;
  await channels.upsert([one, two]);
  const before = await written();
  await channels.upsert([one, { ...two, topic: 'new' }]);
  const after = await written();
  expect(after[0]).toEqual(before[0]);
  expect(after[1]).not.toEqual(before[1]);
});
