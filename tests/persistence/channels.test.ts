import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import type { Channel, ChannelId, TenantId } from '@annals/domain';
import { TestArchive } from './archive.ts';
import { newTenantId, noon, sampleChannel } from './sample-rows.ts';

const later = new Date(noon.getTime() + 1_000);

let archive: TestArchive;
let tenantId: TenantId;

beforeAll(async () => {
  archive = await TestArchive.open();
});
afterAll(() => archive[Symbol.asyncDispose]());
beforeEach(() => {
  tenantId = newTenantId();
});

describe('channels', () => {
  const channel = (id: string) => sampleChannel(tenantId, id);
  const thread = (id: string, parentId: string) =>
    sampleChannel(tenantId, id, { type: 'thread', parentId: parentId as ChannelId });
  const store = (...channels: Channel[]) => archive.repositories.channels.upsert(channels);
  const find = (id: string) => archive.repositories.channels.find(tenantId, id as ChannelId);

  test('that are absent from a listing are marked with the threads below them, once', async () => {
    const { channels } = archive.repositories;
    await store(channel('1'), channel('2'), thread('21', '2'), thread('11', '1'));
    const marked = await channels.markAbsent(tenantId, ['1' as ChannelId], noon);
    expect(marked.map(String).toSorted()).toEqual(['2', '21']);
    expect(await channels.markAbsent(tenantId, ['1' as ChannelId], later)).toEqual([]);
    expect(await find('21')).toEqual({ ...thread('21', '2'), removedAt: noon });
    expect(await find('11')).toEqual(thread('11', '1'));
  });

  test('that are seen again are no longer removed', async () => {
    const { channels } = archive.repositories;
    await store(channel('1'), thread('11', '1'), channel('2'));
    await channels.markRemoved(tenantId, '1' as ChannelId, noon);
    const ids = ['1', '11', '2', 'none'] as ChannelId[];
    expect((await channels.findRemoved(tenantId, ids)).map(String).toSorted()).toEqual(['1', '11']);
    await store(channel('1'));
    expect(await channels.findRemoved(tenantId, ids)).toEqual(['11' as ChannelId]);
  });

  test('of another tenant are left alone', async () => {
    await store(channel('1'));
    const other = { ...channel('1'), tenantId: newTenantId() };
    await archive.repositories.channels.upsert([other]);
    await archive.repositories.channels.markAbsent(tenantId, [], noon);
    expect(await archive.repositories.channels.find(other.tenantId, other.id)).toEqual(other);
  });

  test('are written only when they changed', async () => {
    const written = async () => {
      const rows = await archive.sql`
        select id, xmin::text from channels where tenant_id = ${tenantId} order by id
      `;
      return rows;
    };
    await store(channel('1'), channel('2'));
    const before = await written();
    await store(channel('1'), { ...channel('2'), topic: 'new' });
    const after = await written();
    expect(after[0]).toEqual(before[0]);
    expect(after[1]).not.toEqual(before[1]);
  });
});
