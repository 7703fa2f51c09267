import { expect } from 'bun:test';
import {
  at,
  channelId,
  messageId,
  runId,
  sampleAttachment,
  sampleMessage,
  tenantId,
  thumbs,
} from './samples.ts';
import { type StoreCheck, storeCheck } from './store-check.ts';

const key = { channelId: channelId('10'), messageId: messageId('100') };

export const emptyInputChecks: readonly StoreCheck[] = [
  storeCheck('empty: storing nothing does nothing', async ({ repositories }) => {
    const { channels, messages, progress, errors } = repositories;
    expect(await messages.upsert([])).toEqual({ added: 0, updated: 0 });
    await channels.upsert([]);
    await progress.recordListing(tenantId, []);
    await errors.add([]);
    expect(await progress.countPending(tenantId)).toBe(0);
    expect(await errors.listOf(tenantId, runId(1), { after: null, limit: 10 })).toEqual([]);
  }),

  storeCheck('empty: asking for nothing finds nothing', async ({ repositories }) => {
    const { channels, progress } = repositories;
    expect(await channels.findRemoved(tenantId, [])).toEqual([]);
    expect(await progress.find(tenantId, [])).toEqual([]);
    expect(await channels.markAbsent(tenantId, [], at(1))).toEqual([]);
    expect(await progress.pending(tenantId, { after: null, limit: 10 })).toEqual([]);
  }),

  storeCheck('empty: replacing for no message removes nothing', async ({ repositories }) => {
    const { attachments, reactions } = repositories;
    await attachments.replace(tenantId, [key], [sampleAttachment()]);
    expect(await attachments.replace(tenantId, [], [])).toBe(0);
    await attachments.insert([]);
    expect(await reactions.replace(tenantId, [])).toBe(0);
    expect(await attachments.listOf(tenantId, key)).toEqual([sampleAttachment()]);
  }),

  storeCheck('empty: clearing no message leaves the marks', async ({ repositories }) => {
    const { messages, pendingReactions } = repositories;
    await messages.upsert([sampleMessage({ reactionCounts: [thumbs(1)] })]);
    await pendingReactions.clear(tenantId, []);
    const page = { after: null, limit: 10 };
    expect(await pendingReactions.list(tenantId, key.channelId, page)).toHaveLength(1);
  }),
];
