import { noCounters, type RunId } from '@annals/domain';
import type { TestArchive } from './archive.ts';
import {
  channelId,
  messageId,
  newTenantId,
  noon,
  sampleAdvance,
  sampleAttachment,
  sampleChannel,
  sampleMessage,
  userHash,
} from './sample-rows.ts';

/** What a sync runs again and again, in the order of a run, as PostgreSQL gets it. */
export async function hotStatements(archive: TestArchive): Promise<string> {
  const { channels, progress, messages, pendingReactions, attachments, reactions, runLeases } =
    archive.repositories;
  const tenantId = newTenantId();
  const message = sampleMessage(tenantId, 1);
  const key = { channelId, messageId: message.id };
  const lease = { tenantId, runId: crypto.randomUUID() as RunId, fence: 1 };
  const runProgress = {
    channels: { total: 1, done: 0, skipped: 0, failed: 0 },
    percent: 50,
    currentChannel: 'general',
    expectedEndAt: null,
    added: noCounters,
    knownStoredAt: noon,
  };
  const calls: readonly (readonly [what: string, call: () => Promise<unknown>])[] = [
    ['channels.upsert', () => channels.upsert([sampleChannel(tenantId, '1')])],
    [
      'progress.recordListing',
      () =>
        progress.recordListing(tenantId, [
          { channelId, newestMessageId: messageId(1), pending: true },
        ]),
    ],
    [
      'progress.recall',
      () =>
        progress.recall(tenantId, { sentSince: noon, lookBackMs: 86_400_000, unlessReadBy: null }),
    ],
    [
      'progress.pending',
      () => progress.pending(tenantId, { after: { errorCount: 0, channelId }, limit: 100 }),
    ],
    ['messages.insert', () => messages.insert([message])],
    ['messages.upsert', () => messages.upsert([message])],
    ['attachments.insert', () => attachments.insert([sampleAttachment(message)])],
    [
      'attachments.replace',
      () => attachments.replace(tenantId, [key], [sampleAttachment(message)]),
    ],
    ['progress.advance', () => progress.advance(tenantId, [sampleAdvance()])],
    ['runLeases.heartbeat', () => runLeases.heartbeat(lease, runProgress, noon)],
    [
      'pendingReactions.list',
      () => pendingReactions.list(tenantId, key.channelId, { after: key.messageId, limit: 100 }),
    ],
    [
      'pendingReactions.channels',
      () => pendingReactions.channels(tenantId, { after: key.channelId, limit: 100 }),
    ],
    [
      'reactions.replace',
      () =>
        reactions.replace(tenantId, [
          {
            ...key,
            emoji: [{ emojiType: 'standard', emojiValue: '👍', userHashes: [userHash(1)] }],
          },
        ]),
    ],
    [
      'pendingReactions.clear',
      () => pendingReactions.clear(tenantId, [{ ...key, reactionCounts: [], unlistedEmoji: [] }]),
    ],
  ];
  const sections: string[] = [];
  for (const [what, call] of calls) {
    const statements = await archive.statementsOf(call);
    sections.push(`-- ${what}\n${statements.map((text) => `${flushLeft(text)};\n`).join('')}`);
  }
  return sections.join('\n');
}

/** Without the indentation that the statement has in its file. */
function flushLeft(text: string): string {
  const lines = text.trim().split('\n');
  const indents = lines.slice(1).map((line) => line.length - line.trimStart().length);
  const indent = Math.min(...indents, Number.MAX_SAFE_INTEGER);
  return lines.map((line, index) => (index === 0 ? line : line.slice(indent))).join('\n');
}
