import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import type { PendingPlace } from '@annals/application';
import type { ChannelId, SyncCheckpoint, TenantId } from '@annals/domain';
import { TestArchive } from './archive.ts';
import { channelId, messageId, newTenantId, noon, sampleChannel } from './sample-rows.ts';

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

describe('progress', () => {
  const id = channelId;
  const checkpoint: SyncCheckpoint = {
    channelId,
    lastMessageId: messageId(9),
    lastMessageTimestamp: noon,
    lastCheckedId: messageId(10),
  };
  const list = (pending: boolean, newest = messageId(10)) =>
    archive.repositories.progress.recordListing(tenantId, [
      { channelId: id, newestMessageId: newest, pending },
    ]);
  const find = async () => (await archive.repositories.progress.find(tenantId, [id]))[0];

  test('goes from a listing over batches to its end', async () => {
    const { progress } = archive.repositories;
    await list(true);
    expect(await progress.pending(tenantId, { after: null, limit: 10 })).toEqual([
      {
        channelId: id,
        lastMessageId: null,
        lastMessageTimestamp: null,
        lastCheckedId: null,
        newestMessageId: messageId(10),
        fullRead: null,
        errorCount: 0,
        listed: null,
      },
    ]);
    await progress.advance(tenantId, [
      { checkpoint, syncStatus: 'in_progress', added: 7, at: noon },
    ]);
    expect(await progress.countPending(tenantId)).toBe(1);
    await progress.advance(tenantId, [{ checkpoint, syncStatus: 'complete', added: 3, at: later }]);
    expect(await progress.countPending(tenantId)).toBe(0);
    expect(await find()).toEqual({
      ...checkpoint,
      tenantId,
      syncStatus: 'complete',
      newestMessageId: messageId(10),
      archivedThreadsBookmark: null,
      fullRead: null,
      withheld: null,
      totalMessagesSynced: 10,
      lastSyncAttempt: later,
      lastSuccessfulSync: later,
      errorCount: 0,
      lastError: null,
    });
  });

  test('keeps its checkpoint through listings and failures, and counts those in a row', async () => {
    const { progress } = archive.repositories;
    await list(true);
    await progress.advance(tenantId, [
      { checkpoint, syncStatus: 'in_progress', added: 7, at: noon },
    ]);
    const failure = { syncStatus: 'failed', message: 'It answers 500.', at: later } as const;
    await progress.fail(tenantId, id, failure);
    await progress.fail(tenantId, id, failure);
    await progress.bookmarkArchivedThreads(tenantId, [
      { channelId: id, bookmark: '2026-01-01T00:00:00.123456+00:00' },
    ]);
    await list(false, messageId(99));
    expect(await find()).toMatchObject({
      ...checkpoint,
      syncStatus: 'failed',
      errorCount: 2,
      lastError: 'It answers 500.',
      newestMessageId: messageId(99),
      archivedThreadsBookmark: '2026-01-01T00:00:00.123456+00:00',
    });
    await list(true);
    await progress.advance(tenantId, [{ checkpoint, syncStatus: 'complete', added: 0, at: later }]);
    expect(await find()).toMatchObject({ errorCount: 0, lastError: null });
  });

  test('leaves out removed channels, and pages by channel', async () => {
    const { progress, channels } = archive.repositories;
    const ids = ['1', '10', '2', '3'] as ChannelId[];
    await channels.upsert(ids.map((each) => sampleChannel(tenantId, each)));
    await channels.markRemoved(tenantId, '2' as ChannelId, noon);
    await progress.recordListing(
      tenantId,
      ids.map((each) => ({ channelId: each, newestMessageId: null, pending: true })),
    );
    const seen: string[] = [];
    let after: PendingPlace | null = null;
    for (;;) {
      const page: PendingPlace[] = await progress.pending(tenantId, {
        after,
        limit: 2,
      });
      const last = page.at(-1);
      if (last === undefined) break;
      seen.push(...page.map((each) => each.channelId));
      after = last;
    }
    expect(seen).toEqual(['1', '10', '3']);
    expect(await progress.countPending(tenantId)).toBe(3);
  });
});
