import { expect } from 'bun:test';
import { noCounters } from '@annals/domain';
import { claimRun } from './run-steps.ts';
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
  sampleProgress,
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
    const { messages, pendingReactions } = repositories;
    const mine = sampleMessage({ reactionCounts: [thumbs(1)] });
    await messages.upsert([mine, { ...mine, tenantId: otherTenantId }]);
    const pending = await pendingReactions.list(tenantId, channel, all);
    expect(pending).toHaveLength(1);
    await pendingReactions.clear(tenantId, listed(pending));
    expect(await pendingReactions.list(tenantId, channel, all)).toEqual([]);
    expect(await pendingReactions.list(otherTenantId, channel, all)).toHaveLength(1);
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

  storeCheck('isolation: burying takes nothing of another tenant’s', async ({ repositories }) => {
    const { messages, attachments, reactions } = repositories;
    const mine = sampleMessage();
    const theirs = sampleMessage({ tenantId: otherTenantId, content: 'before' });
    const file = sampleAttachment({ tenantId: otherTenantId });
    await messages.upsert([mine, theirs]);
    await messages.upsert([{ ...theirs, content: 'after', platformEditedAt: at(5) }]);
    await attachments.replace(otherTenantId, [key], [file]);
    await reactions.replace(otherTenantId, [reactors]);
    expect(await messages.bury(tenantId, [key], at(60))).toBe(1);
    const { channelId: of, messageId: id } = key;
    expect(await messages.revisionsOf(otherTenantId, of, id)).toHaveLength(1);
    expect(await messages.revisionsOf(tenantId, of, id)).toEqual([]);
    expect(await attachments.listOf(otherTenantId, key)).toEqual([file]);
    expect(await reactions.listOf(otherTenantId, of, id)).toHaveLength(1);
  }),

  storeCheck('isolation: what is missing is the tenant’s own', async ({ repositories }) => {
    const { channels, messages, missingMessages } = repositories;
    for (const tenant of [tenantId, otherTenantId]) {
      await channels.upsert([sampleChannel({ tenantId: tenant })]);
      await messages.upsert([sampleMessage({ tenantId: tenant })]);
    }
    await missingMessages.mark(tenantId, channel, [key.messageId], at(50));
    expect(await missingMessages.list(otherTenantId, 5)).toEqual([]);
    expect(await missingMessages.list(tenantId, 5)).toEqual([key]);
    await channels.markRemoved(otherTenantId, channel, at(51));
    expect(await missingMessages.list(tenantId, 5)).toEqual([key]);
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

  storeCheck('isolation: what is absent is told from the tenant’s own rows', async (store) => {
    const { channels } = store.repositories;
    const thread = sampleChannel({ id: channelId('11'), type: 'thread', parentId: channel });
    const theirs = sampleChannel({ tenantId: otherTenantId, id: thread.id });
    await channels.upsert([sampleChannel(), thread, theirs]);
    expect(await channels.markAbsent(tenantId, [channel], at(1))).toEqual([]);
    expect(await channels.findRemoved(tenantId, [channel, thread.id])).toEqual([]);
  }),

  storeCheck('isolation: progress is the tenant’s own', async ({ repositories }) => {
    const { channels, progress } = repositories;
    const listing = { channelId: channel, newestMessageId: messageId('9'), pending: true };
    await progress.recordListing(otherTenantId, [listing]);
    await progress.recordListing(tenantId, [listing]);
    expect(await progress.pending(tenantId, all)).toHaveLength(1);
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

  storeCheck('isolation: a run that waits is cancelled alone', async ({ repositories }) => {
    const { runs } = repositories;
    await runs.createUnlessActive(sampleRun());
    await runs.createUnlessActive(sampleRun({ id: runId(2), tenantId: otherTenantId }));
    const error = { code: 'cancelled', message: 'A person cancelled this run.' };
    expect(await runs.cancelQueued(runId(1), error, at(1))).toMatchObject({ id: runId(1) });
    expect(await runs.find(runId(2))).toMatchObject({ status: 'queued', error: null });
  }),

  storeCheck('isolation: a lease is of one run of one tenant', async ({ repositories }) => {
    const { runs, runLeases } = repositories;
    await runs.createUnlessActive(sampleRun());
    await runs.createUnlessActive(sampleRun({ id: runId(2), tenantId: otherTenantId }));
    const mine = await claimRun(runLeases, runId(1));
    const theirs = await claimRun(runLeases, runId(2));
    expect(theirs.fence).toBe(mine.fence);
    const ending = { status: 'succeeded', error: null, at: at(3) } as const;
    for (const mixed of [
      { ...mine, tenantId: otherTenantId },
      { ...mine, runId: runId(2) },
    ]) {
      expect(await runLeases.heartbeat(mixed, sampleProgress(), at(2))).toBe('lost');
      expect(await runLeases.handBack(mixed)).toBe(false);
      expect(await runLeases.finish(mixed, ending)).toBe(false);
    }
    await runLeases.heartbeat(mine, sampleProgress(), at(2));
    expect(await runs.find(runId(2))).toMatchObject({ percent: 0, counters: noCounters });
    expect(await runLeases.handBack(mine)).toBe(true);
    expect(await runs.find(runId(2))).toMatchObject({ status: 'running' });
    expect(await runLeases.finish(await claimRun(runLeases, runId(1)), ending)).toBe(true);
    expect(await runs.find(runId(2))).toMatchObject({ status: 'running' });
  }),
];
