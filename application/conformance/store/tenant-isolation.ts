import { expect } from 'bun:test';
import {
  at,
  channelId,
  checkpointAt,
  listed,
  messageId,
  otherTenantId,
  runId,
  sampleAttachment,
  sampleChannel,
  sampleError,
  sampleMessage,
  sampleRun,
  tenantId,
  thumbs,
  userHash,
} from './samples.ts';
import { type StoreCheck, storeCheck } from './store-check.ts';

const channel = channelId('10');
const key = { channelId: channel, messageId: messageId('100') };
const all = { after: null, limit: 10 };
const reactors = {
  ...key,
  emoji: [{ emojiType: 'standard', emojiValue: '👍', userHashes: [userHash('ada')] }],
} as const;

export const tenantIsolationChecks: readonly StoreCheck[] = [
  storeCheck('isolation: the same message of two tenants is two', async ({ repositories }) => {
    const { messages } = repositories;
    const mine = sampleMessage({ content: 'mine' });
    const theirs = sampleMessage({ tenantId: otherTenantId, content: 'theirs' });
    expect(await messages.upsert([mine, theirs])).toEqual({ added: 2, updated: 0 });
    expect(await messages.find(tenantId, channel, mine.id)).toEqual(mine);
    expect(await messages.find(otherTenantId, channel, mine.id)).toEqual(theirs);
  }),

  storeCheck('isolation: pending reactions are the tenant’s own', async ({ repositories }) => {
    const { messages } = repositories;
    const mine = sampleMessage({ reactionCounts: [thumbs(1)] });
    await messages.upsert([mine, { ...mine, tenantId: otherTenantId }]);
    const pending = await messages.pendingReactions(tenantId, all);
    expect(pending).toHaveLength(1);
    await messages.clearPendingReactions(tenantId, listed(pending));
    expect(await messages.pendingReactions(tenantId, all)).toEqual([]);
    expect(await messages.pendingReactions(otherTenantId, all)).toHaveLength(1);
  }),

  storeCheck('isolation: replacing touches no other tenant’s rows', async ({ repositories }) => {
    const { attachments, reactions } = repositories;
    const theirs = sampleAttachment({ tenantId: otherTenantId });
    await attachments.replace(otherTenantId, [key], [theirs]);
    await reactions.replace(otherTenantId, [reactors]);
    await attachments.replace(tenantId, [key], []);
    await reactions.replace(tenantId, [{ ...key, emoji: [] }]);
    expect(await attachments.listOf(otherTenantId, key)).toEqual([theirs]);
    expect(await attachments.listOf(tenantId, key)).toEqual([]);
    expect(await reactions.listOf(otherTenantId, channel, key.messageId)).toHaveLength(1);
    expect(await reactions.listOf(tenantId, channel, key.messageId)).toEqual([]);
  }),

  storeCheck('isolation: channels are marked for one tenant alone', async ({ repositories }) => {
    const { channels } = repositories;
    const thread = sampleChannel({ id: channelId('11'), type: 'thread', parentId: channel });
    const mine = [sampleChannel(), thread];
    const theirs = mine.map((row) => ({ ...row, tenantId: otherTenantId }));
    await channels.upsert([...mine, ...theirs]);
    await channels.markRemoved(tenantId, channel, at(1));
    await channels.markAbsent(tenantId, [], at(1));
    const ids = mine.map(({ id }) => id);
    expect((await channels.findRemoved(tenantId, ids)).sort()).toEqual(ids.sort());
    expect(await channels.findRemoved(otherTenantId, ids)).toEqual([]);
    expect(await channels.markAbsent(otherTenantId, ids, at(1))).toEqual([]);
  }),

  storeCheck('isolation: progress is the tenant’s own', async ({ repositories }) => {
    const { channels, progress } = repositories;
    const listing = { channelId: channel, newestMessageId: messageId('9'), pending: true };
    await progress.recordListing(otherTenantId, [listing]);
    await progress.recordListing(tenantId, [listing]);
    await progress.advance(tenantId, [
      { checkpoint: checkpointAt('5'), syncStatus: 'complete', added: 1, at: at(1) },
    ]);
    await progress.bookmarkArchivedThreads(tenantId, [{ channelId: channel, bookmark: 'mine' }]);
    await channels.upsert([sampleChannel()]);
    await channels.markRemoved(tenantId, channel, at(1));
    expect(await progress.countPending(tenantId)).toBe(0);
    expect(await progress.countPending(otherTenantId)).toBe(1);
    expect(await progress.pending(otherTenantId, all)).toMatchObject([{ lastMessageId: null }]);
    expect(await progress.find(otherTenantId, [channel])).toMatchObject([
      { archivedThreadsBookmark: null, totalMessagesSynced: 0 },
    ]);
    const failure = { syncStatus: 'failed', message: 'No.', at: at(2) } as const;
    await progress.fail(tenantId, channel, failure);
    expect(await progress.find(otherTenantId, [channel])).toMatchObject([{ errorCount: 0 }]);
  }),

  storeCheck('isolation: runs and errors are the tenant’s own', async ({ repositories }) => {
    const { runs, errors } = repositories;
    await runs.createUnlessActive(sampleRun());
    await errors.add([sampleError()]);
    expect(await runs.findActive(otherTenantId)).toBeNull();
    expect(await runs.requestCancel(otherTenantId, at(1))).toBeNull();
    expect(await runs.find(runId(1))).toMatchObject({ cancelRequestedAt: null });
    expect(await errors.listOf(otherTenantId, runId(1), all)).toEqual([]);
  }),
];
