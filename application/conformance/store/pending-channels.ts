import { expect } from 'bun:test';
import type { ChannelId } from '@annals/domain';
import type { PendingChannel, PendingPlace, Repositories } from '../../ports/index.ts';
import {
  at,
  channelId,
  checkpointAt,
  messageId,
  otherTenantId,
  runId,
  sampleChannel,
  tenantId,
} from './samples.ts';
import { type StoreCheck, storeCheck } from './store-check.ts';

async function pendingIds({ progress }: Repositories): Promise<string[]> {
  const rows = await progress.pending(tenantId, { after: null, limit: 100 });
  return rows.map((row) => row.channelId).sort();
}

function listed(id: ChannelId, pending = true) {
  return { channelId: id, newestMessageId: messageId('9'), pending };
}

const [a, b, c] = [channelId('a'), channelId('b'), channelId('c')];

export const pendingChannelChecks: readonly StoreCheck[] = [
  storeCheck(
    'pending channels: come with all that reading them needs',
    async ({ repositories }) => {
      const { channels, progress } = repositories;
      await progress.advance(tenantId, [
        {
          checkpoint: checkpointAt('5', a),
          syncStatus: 'complete',
          added: 1,
          at: at(1),
          fullRead: { runId: runId(7), after: messageId('3'), isComplete: false },
        },
      ]);
      await progress.recordListing(tenantId, [listed(a)]);
      const pending = {
        ...checkpointAt('5', a),
        newestMessageId: messageId('9'),
        fullRead: { runId: runId(7), after: messageId('3'), isComplete: false },
        errorCount: 0,
        lastSuccessfulSync: at(1),
        lastSyncAttempt: at(1),
      };
      const page = { after: null, limit: 10 };
      expect(await progress.pending(tenantId, page)).toEqual([{ ...pending, listed: null }]);
      const { name, type, parentId } = sampleChannel({ id: a });
      await channels.upsert([sampleChannel({ id: a })]);
      expect(await progress.pending(tenantId, page)).toEqual([
        { ...pending, listed: { name, type, parentId } },
      ]);
    },
  ),

  storeCheck(
    'pending channels: failed ones come again, complete and closed ones do not',
    async ({ repositories }) => {
      const { progress } = repositories;
      const change = { added: 1, at: at(1) };
      await progress.recordListing(
        tenantId,
        [a, b, c].map((id) => listed(id)),
      );
      await progress.recordListing(tenantId, [listed(channelId('quiet'), false)]);
      await progress.advance(tenantId, [
        { checkpoint: checkpointAt('5', a), ...change, syncStatus: 'complete' },
      ]);
      await progress.advance(tenantId, [
        { checkpoint: checkpointAt('5', b), ...change, syncStatus: 'in_progress' },
      ]);
      expect(await pendingIds(repositories)).toEqual(['b', 'c']);
      expect(await progress.countPending(tenantId)).toBe(2);
      await progress.fail(tenantId, c, { syncStatus: 'failed', message: 'No.', at: at(2) });
      expect(await pendingIds(repositories)).toEqual(['b', 'c']);
      expect(await progress.countPending(tenantId)).toBe(2);
      for (const syncStatus of ['forbidden', 'gone'] as const) {
        await progress.fail(tenantId, c, { syncStatus, message: 'No.', at: at(2) });
        expect(await pendingIds(repositories)).toEqual(['b']);
        expect(await progress.countPending(tenantId)).toBe(1);
      }
    },
  ),

  storeCheck(
    'pending channels: complete ones are recalled by the time of their newest message',
    async ({ repositories }) => {
      const { channels, progress } = repositories;
      const complete = { added: 1, at: at(90), syncStatus: 'complete' } as const;
      for (const [id, sentAt] of [
        [a, 10],
        [b, 20],
        [c, 30],
      ] as const) {
        const checkpoint = { ...checkpointAt('5', id), lastMessageTimestamp: at(sentAt) };
        await progress.advance(tenantId, [{ checkpoint, ...complete }]);
      }
      await progress.recordListing(tenantId, [listed(channelId('empty'), false)]);
      await progress.fail(tenantId, c, { syncStatus: 'gone', message: 'No.', at: at(91) });
      await progress.recall(otherTenantId, { sentSince: at(0), lookBackMs: 0, unlessReadBy: null });
      expect(await pendingIds(repositories)).toEqual([]);
      await progress.recall(tenantId, { sentSince: at(20), lookBackMs: 0, unlessReadBy: null });
      expect(await pendingIds(repositories)).toEqual(['b']);
      await channels.upsert([sampleChannel({ id: a })]);
      await channels.markRemoved(tenantId, a, at(92));
      await progress.recall(tenantId, { sentSince: at(0), lookBackMs: 0, unlessReadBy: null });
      const rows = await progress.find(tenantId, [a]);
      expect(rows.map(({ syncStatus }) => syncStatus)).toEqual(['complete']);
      await channels.upsert([sampleChannel({ id: a })]);
      await progress.recall(tenantId, { sentSince: at(0), lookBackMs: 0, unlessReadBy: null });
      expect(await pendingIds(repositories)).toEqual(['a', 'b']);
    },
  ),

  storeCheck(
    'pending channels: complete ones are recalled that were read when their newest message was young',
    async ({ repositories }) => {
      const { progress } = repositories;
      for (const [id, readAt] of [
        [a, 30],
        [b, 40],
        [c, 41],
      ] as const) {
        const checkpoint = { ...checkpointAt('5', id), lastMessageTimestamp: at(10) };
        const change = { added: 1, at: at(readAt), syncStatus: 'complete' } as const;
        await progress.advance(tenantId, [{ checkpoint, ...change }]);
      }
      await progress.advance(tenantId, [
        {
          checkpoint: checkpointAt('5', channelId('d')),
          ...{ added: 1, at: at(30) },
          syncStatus: 'in_progress',
        },
      ]);
      const lookBackMs = at(40).getTime() - at(10).getTime();
      await progress.recall(tenantId, { sentSince: at(90), lookBackMs, unlessReadBy: null });
      expect(await pendingIds(repositories)).toEqual(['a', 'b', 'd']);
    },
  ),

  storeCheck(
    'pending channels: those that a full reading has read are not recalled for it',
    async ({ repositories }) => {
      const { progress } = repositories;
      const complete = { added: 1, at: at(90), syncStatus: 'complete' } as const;
      const read = { runId: runId(7), after: messageId('5') };
      await progress.advance(tenantId, [
        { checkpoint: checkpointAt('5', a), ...complete, fullRead: { ...read, isComplete: true } },
      ]);
      await progress.advance(tenantId, [
        { checkpoint: checkpointAt('5', b), ...complete, fullRead: { ...read, isComplete: false } },
      ]);
      await progress.advance(tenantId, [{ checkpoint: checkpointAt('5', c), ...complete }]);
      await progress.recall(tenantId, { sentSince: at(0), lookBackMs: 0, unlessReadBy: runId(7) });
      expect(await pendingIds(repositories)).toEqual(['b', 'c']);
      await progress.recall(tenantId, { sentSince: at(0), lookBackMs: 0, unlessReadBy: runId(8) });
      expect(await pendingIds(repositories)).toEqual(['a', 'b', 'c']);
    },
  ),

  storeCheck('pending channels: removed ones are left out', async ({ repositories }) => {
    const { channels, progress } = repositories;
    await channels.upsert([
      sampleChannel({ id: a }),
      sampleChannel({ id: b }),
      sampleChannel({ id: c, type: 'thread', parentId: b }),
    ]);
    await progress.recordListing(
      tenantId,
      [a, b, c].map((id) => listed(id)),
    );
    await channels.markRemoved(tenantId, b, at(1));
    expect(await pendingIds(repositories)).toEqual(['a']);
    expect(await progress.countPending(tenantId)).toBe(1);
    await channels.upsert([sampleChannel({ id: b })]);
    expect(await pendingIds(repositories)).toEqual(['a', 'b']);
  }),

  storeCheck(
    'pending channels: those that failed least often come first',
    async ({ repositories }) => {
      const { progress } = repositories;
      const ids = ['a', 'b', 'c', 'd'].map(channelId);
      await progress.recordListing(
        tenantId,
        ids.map((id) => listed(id)),
      );
      const failure = { syncStatus: 'failed', message: 'No.', at: at(1) } as const;
      for (const id of [a, a, b]) await progress.fail(tenantId, id, failure);
      const order: string[] = [];
      let after: PendingPlace | null = null;
      for (const _ of ids) {
        const page: PendingChannel[] = await progress.pending(tenantId, { after, limit: 1 });
        order.push(...page.map((row) => `${row.channelId} ${row.errorCount}`));
        after = page.at(-1) ?? after;
      }
      expect(order).toEqual(['c 0', 'd 0', 'b 1', 'a 2']);
      expect(await progress.pending(tenantId, { after, limit: 1 })).toEqual([]);
    },
  ),

  storeCheck(
    'pending channels: of some there come these and the threads below them',
    async ({ repositories }) => {
      const { channels, progress } = repositories;
      const thread = channelId('t');
      await channels.upsert([
        ...[a, b].map((id) => sampleChannel({ id })),
        sampleChannel({ id: thread, type: 'thread', parentId: a }),
        // Of a category, which is no channel.
        sampleChannel({ id: c, parentId: channelId('category') }),
      ]);
      await progress.recordListing(
        tenantId,
        [a, b, c, thread].map((id) => listed(id)),
      );
      const of = async (...ids: ChannelId[]) => {
        const wanted = new Set(ids);
        const rows = await progress.pending(tenantId, { after: null, limit: 100, of: wanted });
        expect(await progress.countPending(tenantId, wanted)).toBe(rows.length);
        return rows.map((row) => row.channelId);
      };
      expect(await of(a)).toEqual([a, thread]);
      expect(await of(b, thread)).toEqual([b, thread]);
      expect(await of(channelId('category'))).toEqual([]);
      expect(await of()).toEqual([]);
    },
  ),

  storeCheck('pending channels: pages hold every channel once', async ({ repositories }) => {
    const ids = ['9', '10', '010', '100', 'b', 'B', '9007199254740993'].map(channelId);
    await repositories.progress.recordListing(
      tenantId,
      ids.map((id) => listed(id)),
    );
    const seen: ChannelId[] = [];
    let after: PendingPlace | null = null;
    for (const size of [3, 3, 1, 0]) {
      const page: PendingChannel[] = await repositories.progress.pending(tenantId, {
        after,
        limit: 3,
      });
      expect(page.length).toBe(size);
      seen.push(...page.map((row) => row.channelId));
      after = page.at(-1) ?? null;
    }
    expect(seen.sort()).toEqual(ids.sort());
    expect(await repositories.progress.countPending(tenantId)).toBe(ids.length);
  }),
];
