import { expect } from 'bun:test';
import type { SyncProgress } from '@annals/domain';
import type { Repositories } from '../../ports/index.ts';
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

const channel = channelId('10');
const other = channelId('11');

async function progressOf({ progress }: Repositories, of = channel): Promise<SyncProgress | null> {
  return (await progress.find(tenantId, [of]))[0] ?? null;
}

const inProgress = { syncStatus: 'in_progress', added: 3, at: at(50) } as const;
const complete = { syncStatus: 'complete', added: 4, at: at(60) } as const;

export const progressChecks: readonly StoreCheck[] = [
  storeCheck('progress: a listing creates rows, pending or complete', async ({ repositories }) => {
    await repositories.progress.recordListing(tenantId, [
      { channelId: channel, newestMessageId: messageId('7'), pending: true },
      { channelId: other, newestMessageId: null, pending: false },
    ]);
    expect(await progressOf(repositories)).toEqual({
      tenantId,
      channelId: channel,
      lastMessageId: null,
      lastMessageTimestamp: null,
      lastCheckedId: null,
      syncStatus: 'pending',
      newestMessageId: messageId('7'),
      archivedThreadsBookmark: null,
      fullRead: null,
      withheld: null,
      totalMessagesSynced: 0,
      lastSyncAttempt: null,
      lastSuccessfulSync: null,
      errorCount: 0,
      lastError: null,
    });
    expect(await progressOf(repositories, other)).toMatchObject({
      syncStatus: 'complete',
      newestMessageId: null,
    });
  }),

  storeCheck('progress: a listing never moves a checkpoint', async ({ repositories }) => {
    const { progress } = repositories;
    await progress.advance(tenantId, [{ checkpoint: checkpointAt('5'), ...complete }]);
    const before = await progressOf(repositories);
    const listing = { channelId: channel, newestMessageId: messageId('8') };
    await progress.recordListing(tenantId, [{ ...listing, pending: true }]);
    expect(await progressOf(repositories)).toEqual(
      before && { ...before, newestMessageId: messageId('8'), syncStatus: 'pending' },
    );
    await progress.recordListing(tenantId, [
      { channelId: channel, newestMessageId: null, pending: true },
    ]);
    expect(await progressOf(repositories)).toMatchObject({
      ...checkpointAt('5'),
      newestMessageId: null,
    });
  }),

  storeCheck('progress: a listing without news keeps the status', async ({ repositories }) => {
    const { progress } = repositories;
    await progress.advance(tenantId, [{ checkpoint: checkpointAt('5'), ...inProgress }]);
    await progress.advance(tenantId, [{ checkpoint: checkpointAt('5', other), ...complete }]);
    await progress.recordListing(
      tenantId,
      [channel, other].map((id) => ({
        channelId: id,
        newestMessageId: messageId('8'),
        pending: false,
      })),
    );
    expect((await progressOf(repositories))?.syncStatus).toBe('in_progress');
    expect((await progressOf(repositories, other))?.syncStatus).toBe('complete');
  }),

  storeCheck('progress: a listing sets what failed to pending', async ({ repositories }) => {
    const { progress } = repositories;
    for (const syncStatus of ['failed', 'forbidden', 'gone'] as const) {
      await progress.advance(tenantId, [{ checkpoint: checkpointAt('5'), ...inProgress }]);
      await progress.fail(tenantId, channel, { syncStatus, message: 'No.', at: at(51) });
      await progress.recordListing(tenantId, [
        { channelId: channel, newestMessageId: null, pending: true },
      ]);
      expect((await progressOf(repositories))?.syncStatus).toBe('pending');
    }
  }),

  storeCheck(
    'progress: advance moves the checkpoint and adds up the total',
    async ({ repositories }) => {
      const { progress } = repositories;
      const listing = { channelId: channel, newestMessageId: messageId('8'), pending: true };
      await progress.recordListing(tenantId, [listing]);
      await progress.advance(tenantId, [{ checkpoint: checkpointAt('5'), ...inProgress }]);
      expect(await progressOf(repositories)).toEqual(
        expect.objectContaining({
          ...checkpointAt('5'),
          syncStatus: 'in_progress',
          newestMessageId: messageId('8'),
          totalMessagesSynced: 3,
          lastSyncAttempt: at(50),
          lastSuccessfulSync: null,
        }),
      );
      await progress.advance(tenantId, [{ checkpoint: checkpointAt('6'), ...complete }]);
      expect(await progressOf(repositories)).toEqual(
        expect.objectContaining({
          ...checkpointAt('6'),
          syncStatus: 'complete',
          newestMessageId: messageId('8'),
          totalMessagesSynced: 7,
          lastSyncAttempt: at(60),
          lastSuccessfulSync: at(60),
        }),
      );
    },
  ),

  storeCheck('progress: a batch of what was read before is no attempt', async (store) => {
    const { progress } = store.repositories;
    const attemptedAt = async () => (await progressOf(store.repositories))?.lastSyncAttempt;
    const read = async (last: string, seconds: number) => {
      const checkpoint = checkpointAt(last);
      await progress.advance(tenantId, [{ checkpoint, ...inProgress, at: at(seconds) }]);
      return await attemptedAt();
    };
    await progress.recordListing(tenantId, [
      { channelId: channel, newestMessageId: messageId('8'), pending: true },
    ]);
    expect(await read('5', 51)).toEqual(at(51));
    expect(await read('5', 52)).toEqual(at(51));
    expect(await read('6', 53)).toEqual(at(53));
    await progress.advance(tenantId, [{ checkpoint: checkpointAt('6'), ...complete }]);
    expect(await attemptedAt()).toEqual(at(60));
  }),

  storeCheck(
    'progress: the first batch of a channel is an attempt, and its first message',
    async (store) => {
      const { progress } = store.repositories;
      const nothing = {
        channelId: channel,
        ...{ lastMessageId: null, lastMessageTimestamp: null, lastCheckedId: messageId('4') },
      };
      await progress.recordListing(tenantId, [
        { channelId: channel, newestMessageId: messageId('8'), pending: true },
      ]);
      await progress.advance(tenantId, [{ checkpoint: nothing, ...inProgress, at: at(51) }]);
      expect((await progressOf(store.repositories))?.lastSyncAttempt).toEqual(at(51));
      await progress.advance(tenantId, [{ checkpoint: nothing, ...inProgress, at: at(52) }]);
      expect((await progressOf(store.repositories))?.lastSyncAttempt).toEqual(at(51));
      await progress.advance(tenantId, [
        { checkpoint: checkpointAt('5'), ...inProgress, at: at(53) },
      ]);
      expect((await progressOf(store.repositories))?.lastSyncAttempt).toEqual(at(53));
    },
  ),

  storeCheck('progress: a batch keeps when the channel was read to its end', async (store) => {
    const { progress } = store.repositories;
    await progress.advance(tenantId, [{ checkpoint: checkpointAt('5'), ...complete }]);
    await progress.advance(tenantId, [
      { checkpoint: checkpointAt('6'), ...inProgress, at: at(70) },
    ]);
    expect(await progressOf(store.repositories)).toEqual(
      expect.objectContaining({ lastSyncAttempt: at(70), lastSuccessfulSync: at(60) }),
    );
  }),

  storeCheck('progress: many channels advance at once, each on its own way', async (store) => {
    const { progress } = store.repositories;
    const read = { runId: runId(1), after: messageId('2'), isComplete: false };
    await progress.fail(tenantId, channel, { syncStatus: 'failed', message: 'No.', at: at(40) });
    await progress.advance(tenantId, [
      { checkpoint: checkpointAt('5'), ...inProgress, fullRead: read },
      { checkpoint: checkpointAt('7', other), ...complete },
    ]);
    expect(await progressOf(store.repositories)).toMatchObject({
      ...checkpointAt('5'),
      ...{ syncStatus: 'in_progress', totalMessagesSynced: 3, lastSuccessfulSync: null },
      fullRead: read,
    });
    expect(await progressOf(store.repositories, other)).toEqual(
      expect.objectContaining({
        ...checkpointAt('7', other),
        ...{ syncStatus: 'complete', totalMessagesSynced: 4, lastSuccessfulSync: at(60) },
        fullRead: null,
      }),
    );
    await progress.advance(tenantId, []);
  }),

  storeCheck('progress: advance creates a row that no listing made', async ({ repositories }) => {
    await repositories.progress.advance(tenantId, [{ checkpoint: checkpointAt('5'), ...complete }]);
    expect(await progressOf(repositories)).toEqual(
      expect.objectContaining({
        ...checkpointAt('5'),
        syncStatus: 'complete',
        newestMessageId: null,
        totalMessagesSynced: 4,
        lastSuccessfulSync: at(60),
        errorCount: 0,
      }),
    );
  }),

  storeCheck(
    'progress: advance takes nulls for a channel without messages',
    async ({ repositories }) => {
      const empty = {
        channelId: channel,
        lastMessageId: null,
        lastMessageTimestamp: null,
        lastCheckedId: null,
      };
      await repositories.progress.advance(tenantId, [{ checkpoint: empty, ...complete, added: 0 }]);
      expect(await progressOf(repositories)).toMatchObject(empty);
    },
  ),

  storeCheck('progress: failures count up and keep the checkpoint', async ({ repositories }) => {
    const { progress } = repositories;
    await progress.advance(tenantId, [{ checkpoint: checkpointAt('5'), ...complete }]);
    await progress.fail(tenantId, channel, { syncStatus: 'failed', message: 'One.', at: at(70) });
    await progress.fail(tenantId, channel, { syncStatus: 'gone', message: 'Two.', at: at(80) });
    expect(await progressOf(repositories)).toEqual(
      expect.objectContaining({
        ...checkpointAt('5'),
        syncStatus: 'gone',
        errorCount: 2,
        lastError: 'Two.',
        lastSyncAttempt: at(80),
        lastSuccessfulSync: at(60),
        totalMessagesSynced: 4,
      }),
    );
  }),

  storeCheck(
    'progress: completing clears the errors, a batch alone does not',
    async ({ repositories }) => {
      const { progress } = repositories;
      await progress.advance(tenantId, [{ checkpoint: checkpointAt('5'), ...inProgress }]);
      await progress.fail(tenantId, channel, { syncStatus: 'failed', message: 'One.', at: at(51) });
      await progress.advance(tenantId, [{ checkpoint: checkpointAt('6'), ...inProgress }]);
      expect(await progressOf(repositories)).toMatchObject({ errorCount: 1, lastError: 'One.' });
      await progress.advance(tenantId, [{ checkpoint: checkpointAt('6'), ...complete }]);
      expect(await progressOf(repositories)).toMatchObject({ errorCount: 0, lastError: null });
    },
  ),

  storeCheck('progress: bookmarks are kept, changed and taken away', async ({ repositories }) => {
    const { progress } = repositories;
    await progress.advance(tenantId, [{ checkpoint: checkpointAt('5'), ...complete }]);
    await progress.advance(tenantId, [{ checkpoint: checkpointAt('5', other), ...complete }]);
    const before = await progressOf(repositories);
    for (const bookmark of ['2026-05-17T12:00:00.000000+00:00', 'opaque', null]) {
      await progress.bookmarkArchivedThreads(tenantId, [{ channelId: channel, bookmark }]);
      expect(await progressOf(repositories)).toEqual(
        before && { ...before, archivedThreadsBookmark: bookmark },
      );
    }
    await progress.bookmarkArchivedThreads(tenantId, [{ channelId: channel, bookmark: 'mine' }]);
    await progress.advance(tenantId, [{ checkpoint: checkpointAt('6'), ...complete }]);
    expect((await progressOf(repositories))?.archivedThreadsBookmark).toBe('mine');
    expect((await progressOf(repositories, other))?.archivedThreadsBookmark).toBeNull();
  }),

  storeCheck('progress: find gives those that have progress', async ({ repositories }) => {
    await repositories.progress.advance(tenantId, [{ checkpoint: checkpointAt('5'), ...complete }]);
    const found = await repositories.progress.find(tenantId, [channel, other]);
    expect(found.map((row) => row.channelId)).toEqual([channel]);
  }),

  storeCheck('progress: channels are listed by id, with what they are called', async (store) => {
    const { channels, progress } = store.repositories;
    const ids = ['10', '9', '100'];
    await channels.upsert(ids.map((id) => sampleChannel({ id: channelId(id), name: `c${id}` })));
    await channels.upsert([sampleChannel({ id: channelId('5') })]);
    await progress.recordListing(
      tenantId,
      [...ids, '5'].map((id) => ({
        ...{ channelId: channelId(id), newestMessageId: null, pending: false },
      })),
    );
    await channels.markRemoved(tenantId, channelId('5'), at(9));
    const listed: string[] = [];
    while (listed.length <= 3) {
      const after = channelId(listed.at(-1) ?? '');
      const page = await progress.list(tenantId, { after: after || null, limit: 2 });
      if (page.length === 0) break;
      expect(page.length).toBeLessThanOrEqual(2);
      for (const { channel, progress: of } of page) {
        expect(channel).toEqual({ name: `c${of.channelId}`, type: 'text', parentId: null });
      }
      listed.push(...page.map(({ progress: of }) => of.channelId));
    }
    expect(listed).toEqual(['10', '100', '9']);
    expect(await progress.list(otherTenantId, { after: null, limit: 5 })).toEqual([]);
  }),

  storeCheck('progress: a full read goes on beside the checkpoint', async ({ repositories }) => {
    const { progress } = repositories;
    const read = (after: string | null, run: number, isComplete = false) => ({
      ...{ runId: runId(run), after: after === null ? null : messageId(after), isComplete },
    });
    await progress.advance(tenantId, [
      { checkpoint: checkpointAt('5'), ...inProgress, fullRead: read('2', 1) },
    ]);
    expect((await progressOf(repositories))?.fullRead).toEqual(read('2', 1));
    await progress.advance(tenantId, [
      { checkpoint: checkpointAt('5'), ...complete, fullRead: read('5', 1, true) },
    ]);
    await progress.advance(tenantId, [{ checkpoint: checkpointAt('6'), ...complete }]);
    expect(await progressOf(repositories)).toMatchObject({
      ...checkpointAt('6'),
      fullRead: read('5', 1, true),
    });
    await progress.advance(tenantId, [
      { checkpoint: checkpointAt('6'), ...inProgress, fullRead: read(null, 2) },
    ]);
    expect((await progressOf(repositories))?.fullRead).toEqual(read(null, 2));
  }),
];
