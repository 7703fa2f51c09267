import { expect } from 'bun:test';
import type { Repositories } from '../../ports/index.ts';
import { at, channelId, sampleChannel, tenantId } from './samples.ts';
import { type StoreCheck, storeCheck } from './store-check.ts';

const open = sampleChannel({ id: channelId('10') });
const closed = sampleChannel({ id: channelId('20'), name: 'closed' });
const threadOfOpen = sampleChannel({ id: channelId('11'), type: 'thread', parentId: open.id });
const threadOfClosed = sampleChannel({ id: channelId('21'), type: 'thread', parentId: closed.id });
const inCategory = sampleChannel({ id: channelId('22'), parentId: closed.id });
const all = [open, closed, threadOfOpen, threadOfClosed, inCategory];

async function removedAtOf({ channels }: Repositories, id: string): Promise<Date | null> {
  return (await channels.find(tenantId, channelId(id)))?.removedAt ?? null;
}

export const channelChecks: readonly StoreCheck[] = [
  storeCheck('channels: a stored channel reads back whole', async ({ repositories }) => {
    const channel = sampleChannel({
      type: 'forum',
      parentId: channelId('1'),
      topic: 'All about it',
      platformMetadata: { tags: [{ id: '5', name: 'help' }] },
    });
    await repositories.channels.upsert([channel]);
    const expected = { ...channel, removedAt: null };
    expect(await repositories.channels.find(tenantId, channel.id)).toEqual(expected);
    expect(await repositories.channels.find(tenantId, channelId('none'))).toBeNull();
  }),

  storeCheck('channels: storing again writes every change', async ({ repositories }) => {
    await repositories.channels.upsert([open, closed]);
    const changed = sampleChannel({
      id: open.id,
      name: 'renamed',
      type: 'announcement',
      parentId: channelId('1'),
      topic: 'new',
      platformMetadata: { position: 4 },
    });
    await repositories.channels.upsert([changed]);
    const expected = { ...changed, removedAt: null };
    expect(await repositories.channels.find(tenantId, open.id)).toEqual(expected);
    expect((await repositories.channels.find(tenantId, closed.id))?.name).toBe('closed');
  }),

  storeCheck('channels: storing a removed channel clears removedAt', async ({ repositories }) => {
    await repositories.channels.upsert([open]);
    await repositories.channels.markRemoved(tenantId, open.id, at(1));
    await repositories.channels.upsert([open]);
    expect(await removedAtOf(repositories, '10')).toBeNull();
    expect(await repositories.channels.findRemoved(tenantId, [open.id])).toEqual([]);
  }),

  storeCheck(
    'channels: markAbsent marks what is not present, and the threads below',
    async ({ repositories }) => {
      const { channels } = repositories;
      await channels.upsert(all);
      const marked = await channels.markAbsent(tenantId, [open.id, inCategory.id], at(1));
      expect(marked.sort()).toEqual([closed.id, threadOfClosed.id]);
      expect(await removedAtOf(repositories, '20')).toEqual(at(1));
      expect(await removedAtOf(repositories, '21')).toEqual(at(1));
      for (const id of ['10', '11', '22']) expect(await removedAtOf(repositories, id)).toBeNull();
    },
  ),

  storeCheck('channels: markAbsent marks nothing twice', async ({ repositories }) => {
    const { channels } = repositories;
    await channels.upsert(all);
    await channels.markAbsent(tenantId, [open.id, inCategory.id], at(1));
    expect(await channels.markAbsent(tenantId, [open.id, inCategory.id], at(2))).toEqual([]);
    expect(await removedAtOf(repositories, '20')).toEqual(at(1));
    expect(await removedAtOf(repositories, '21')).toEqual(at(1));
  }),

  storeCheck(
    'channels: markAbsent marks a thread whose channel was gone already',
    async ({ repositories }) => {
      const { channels } = repositories;
      await channels.upsert([open, closed]);
      await channels.markAbsent(tenantId, [open.id], at(1));
      await channels.upsert([threadOfClosed]);
      expect(await channels.markAbsent(tenantId, [open.id], at(2))).toEqual([threadOfClosed.id]);
      expect(await removedAtOf(repositories, '21')).toEqual(at(2));
    },
  ),

  storeCheck(
    'channels: markAbsent without anything present marks all',
    async ({ repositories }) => {
      await repositories.channels.upsert(all);
      const marked = await repositories.channels.markAbsent(tenantId, [], at(1));
      expect(marked.sort()).toEqual(all.map(({ id }) => id).sort());
    },
  ),

  storeCheck(
    'channels: markRemoved marks one channel and its threads',
    async ({ repositories }) => {
      const { channels } = repositories;
      await channels.upsert(all);
      await channels.markRemoved(tenantId, closed.id, at(1));
      await channels.markRemoved(tenantId, closed.id, at(2));
      expect(await removedAtOf(repositories, '20')).toEqual(at(1));
      expect(await removedAtOf(repositories, '21')).toEqual(at(1));
      for (const id of ['10', '11', '22']) expect(await removedAtOf(repositories, id)).toBeNull();
    },
  ),

  storeCheck('channels: markRemoved of a thread leaves its channel', async ({ repositories }) => {
    const { channels } = repositories;
    await channels.upsert(all);
    await channels.markRemoved(tenantId, threadOfOpen.id, at(1));
    expect(await removedAtOf(repositories, '11')).toEqual(at(1));
    expect(await removedAtOf(repositories, '10')).toBeNull();
  }),

  storeCheck(
    'channels: markRemoved of a channel that is not there is nothing',
    async ({ repositories }) => {
      await repositories.channels.upsert([open]);
      await repositories.channels.markRemoved(tenantId, channelId('none'), at(1));
      expect(await repositories.channels.find(tenantId, channelId('none'))).toBeNull();
      expect(await removedAtOf(repositories, '10')).toBeNull();
    },
  ),

  storeCheck(
    'channels: findRemoved gives those of the asked that are marked',
    async ({ repositories }) => {
      const { channels } = repositories;
      await channels.upsert(all);
      await channels.markRemoved(tenantId, closed.id, at(1));
      const asked = [open.id, closed.id, channelId('none')];
      expect(await channels.findRemoved(tenantId, asked)).toEqual([closed.id]);
    },
  ),
];
