import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  setDefaultTimeout,
  test,
} from 'bun:test';
import type { Repositories, RunLease } from '@annals/application';
import {
  type ChannelId,
  type Message,
  type MessageAttachment,
  noCounters,
  type TenantId,
} from '@annals/domain';
import { TestArchive } from './archive.ts';
import {
  channelId,
  messageId,
  newTenantId,
  noon,
  sampleAdvance,
  sampleAttachment,
  sampleMessages,
  sampleRun,
  userHash,
} from './sample-rows.ts';

setDefaultTimeout(60_000);

let archive: TestArchive;
let tenantId: TenantId;

beforeAll(async () => {
  archive = await TestArchive.open();
});
afterAll(() => archive[Symbol.asyncDispose]());
beforeEach(() => {
  tenantId = newTenantId();
});

/** As the sync writes a batch: one transaction with everything in it. */
async function writeBatch(
  lease: RunLease,
  messages: readonly Message[],
  attachments: readonly MessageAttachment[],
  expected?: 'new',
): Promise<{ added: number; updated: number; files: number }> {
  return await archive.unitOfWork.transaction(async (repositories) => {
    const areNew = expected === 'new' && (await repositories.messages.insert(messages));
    const counts = areNew
      ? { added: messages.length, updated: 0 }
      : await repositories.messages.upsert(messages);
    const files = await writeFiles(repositories, areNew ? null : messages, attachments);
    await repositories.progress.advance(tenantId, [sampleAdvance({ added: counts.added })]);
    const channels = { total: 1, done: 0, skipped: 0, failed: 0 };
    const progress = {
      ...{ channels, percent: 50, currentChannel: 'general', expectedEndAt: null },
      ...{ added: noCounters, knownStoredAt: noon },
    };
    const answer = await repositories.runLeases.heartbeat(lease, progress, noon);
    if (answer !== 'ok') throw new Error(answer);
    return { ...counts, files };
  });
}

/** How many were added; `stored`: null when no message was there. */
async function writeFiles(
  repositories: Repositories,
  stored: readonly Message[] | null,
  attachments: readonly MessageAttachment[],
): Promise<number> {
  if (stored === null) {
    await repositories.attachments.insert(attachments);
    return attachments.length;
  }
  const keys = stored.map(({ channelId, id }) => ({ channelId, messageId: id }));
  return await repositories.attachments.replace(tenantId, keys, attachments);
}

async function startRun(): Promise<RunLease> {
  const { run } = await archive.repositories.runs.createUnlessActive(sampleRun(tenantId));
  const claimed = await archive.repositories.runLeases.claim(run.id, noon);
  return { runId: run.id, tenantId, fence: claimed?.fence ?? 0 };
}

/** What tells whether a row was written again, and when the code thinks it was. */
async function versions(table: string): Promise<unknown[]> {
  return await archive.sql`
    select xmin::text, updated_at from ${archive.sql(table)} where tenant_id = ${tenantId} order by ctid
  `;
}

describe('a batch of 1000 messages with attachments', () => {
  test('costs seven statements in one transaction, whatever its size', async () => {
    const lease = await startRun();
    const messages = sampleMessages(tenantId, 1000);
    const attachments = messages.map(sampleAttachment);
    let counts: unknown;
    const statements = await archive.statementsOf(async () => {
      counts = await writeBatch(lease, messages, attachments);
    });
    expect(counts).toEqual({ added: 1000, updated: 0, files: 1000 });
    expect(statements.map((text) => text.trim().split(/\s+/, 4).join(' '))).toEqual([
      'begin',
      'with given as (',
      'delete from message_attachments as',
      'with written as (',
      'insert into sync_progress as',
      'update sync_runs set heartbeat_at',
      'commit',
    ]);
    const ofThree = await archive.statementsOf(() =>
      writeBatch(lease, messages.slice(0, 3), attachments.slice(0, 3)),
    );
    expect(ofThree).toEqual(statements);
  });

  test('costs as many when it is new, and three more when it only seemed so', async () => {
    const lease = await startRun();
    const messages = sampleMessages(tenantId, 1000);
    const attachments = messages.map(sampleAttachment);
    const asNew = async () => {
      let counts: unknown;
      const statements = await archive.statementsOf(async () => {
        counts = await writeBatch(lease, messages, attachments, 'new');
      });
      // Two of them go out in one text.
      return { counts, statements: statements.flatMap((text) => text.split(';')).length };
    };
    const nothing = { added: 0, updated: 0, files: 0 };
    expect(await asNew()).toEqual({
      counts: { added: 1000, updated: 0, files: 1000 },
      statements: 7,
    });
    expect(await asNew()).toEqual({ counts: nothing, statements: 10 });
  });

  test('changes and writes nothing when it is repeated', async () => {
    const lease = await startRun();
    const messages = sampleMessages(tenantId, 1000);
    const attachments = messages.map(sampleAttachment);
    await writeBatch(lease, messages, attachments);
    const before = [await versions('messages'), await versions('message_attachments')];
    expect(await writeBatch(lease, messages, attachments)).toEqual({
      added: 0,
      updated: 0,
      files: 0,
    });
    expect([await versions('messages'), await versions('message_attachments')]).toEqual(before);
  });
});

describe('reactions', () => {
  test('of many messages are replaced in two statements, and those that stay are not written', async () => {
    const { reactions } = archive.repositories;
    const reactors = Array.from({ length: 200 }, (_, index) => ({
      channelId,
      messageId: messageId(index),
      emoji: [
        {
          emojiType: 'standard' as const,
          emojiValue: '🎉',
          userHashes: Array.from({ length: 50 }, (_, person) => userHash(person)),
        },
      ],
    }));
    expect(await reactions.replace(tenantId, reactors)).toBe(10_000);
    const before = await versions('message_emoji_reactions');
    const statements = await archive.statementsOf(async () => {
      expect(await reactions.replace(tenantId, reactors)).toBe(0);
    });
    expect(statements).toHaveLength(2);
    expect(await versions('message_emoji_reactions')).toEqual(before);
    await reactions.replace(
      tenantId,
      reactors.map((message) => ({ ...message, emoji: [] })),
    );
    expect(await versions('message_emoji_reactions')).toEqual([]);
  });
});

test('errors of a run are stored in one statement, however many', async () => {
  const { runId } = await startRun();
  const errors = Array.from({ length: 9_000 }, (_, index) => ({
    tenantId,
    runId,
    channelId: index % 2 === 0 ? ('1' as ChannelId) : null,
    messageId: null,
    code: 'unreadable_message',
    message: `Reason ${index}.`,
    attempt: 1,
    occurredAt: new Date(noon.getTime() + index),
  }));
  const statements = await archive.statementsOf(() => archive.repositories.errors.add(errors));
  expect(statements).toHaveLength(1);
  const listed = await archive.repositories.errors.listOf(tenantId, runId, {
    after: null,
    limit: 100,
  });
  expect(listed.map(({ place: _, ...error }) => error)).toEqual(errors.slice(0, 100));
});
