import { expect } from 'bun:test';
import type { JsonObject, Message } from '@annals/domain';
import type { Repositories } from '../../ports/unit-of-work.ts';
import {
  at,
  attachmentId,
  channelId,
  messageId,
  sampleAttachment,
  sampleChannel,
  sampleMessage,
  sampleRun,
  tenantId,
} from './samples.ts';
import { type StoreCheck, storeCheck } from './store-check.ts';

/** Neighbours that are one number for whoever takes them for numbers. */
const LARGE_IDS = ['9007199254740993', '9007199254740992', '18446744073709551615'];
const UNEQUAL_IDS = ['9', '10', '010', '1715947200.000100', '1715947200.0001', 'a/b:c', 'A/b:c'];

const nested: JsonObject = {
  flags: 9_007_199_254_740_991,
  ratio: 0.1,
  below: -1.5,
  extremes: [1e21, 5e-324, Number.MAX_VALUE],
  nothing: null,
  no: false,
  empty: { list: [], object: {}, text: '' },
  embeds: [{ title: 'A "quoted" \\ text', fields: [{ name: 'x', value: [1, [2, [null]]] }] }],
  'key with spaces and ünïcode 🌱': 'value',
};

/** Stored in either way, the message reads back as it was, and storing it again changes nothing. */
async function expectKept({ messages }: Repositories, message: Message): Promise<void> {
  const inserted = { ...message, channelId: channelId('11') };
  expect(await messages.insert([inserted])).toBe(true);
  expect(await messages.upsert([message])).toEqual({ added: 1, updated: 0 });
  for (const kept of [inserted, message]) {
    expect(await messages.find(tenantId, kept.channelId, kept.id)).toEqual(kept);
    expect(await messages.upsert([kept])).toEqual({ added: 0, updated: 0 });
  }
}

export const valueChecks: readonly StoreCheck[] = [
  storeCheck(
    'values: ids beyond 2^53 and of unequal length stay apart and exact',
    async ({ repositories }) => {
      for (const id of [...LARGE_IDS, ...UNEQUAL_IDS]) {
        await expectKept(repositories, sampleMessage({ id: messageId(id), content: `of ${id}` }));
      }
    },
  ),

  storeCheck(
    'values: ids of channels, attachments and checkpoints are exact',
    async ({ repositories }) => {
      const [id, other] = ['9007199254740993', '9007199254740992'];
      const channel = channelId(id);
      const message = messageId(other);
      await repositories.channels.upsert([
        sampleChannel({ id: channel, parentId: channelId(other) }),
      ]);
      expect(await repositories.channels.find(tenantId, channel)).toMatchObject({
        id,
        parentId: other,
      });
      const attachment = sampleAttachment({
        channelId: channel,
        messageId: message,
        id: attachmentId('18446744073709551615'),
      });
      const key = { channelId: channel, messageId: message };
      await repositories.attachments.replace(tenantId, [key], [attachment]);
      expect(await repositories.attachments.listOf(tenantId, key)).toEqual([attachment]);
      const checkpoint = {
        channelId: channel,
        lastMessageId: message,
        lastMessageTimestamp: at(0),
        lastCheckedId: messageId('18446744073709551614'),
      };
      const change = { syncStatus: 'in_progress', added: 1, at: at(1) } as const;
      await repositories.progress.advance(tenantId, [{ checkpoint, ...change }]);
      expect(await repositories.progress.find(tenantId, [channel])).toMatchObject([checkpoint]);
    },
  ),

  storeCheck('values: ids of a run’s channels are exact', async ({ repositories }) => {
    const channelIds = [...LARGE_IDS, 'with,comma', 'with "quotes"', '{braces}', 'null'].map(
      channelId,
    );
    const run = sampleRun({ channelIds });
    await repositories.runs.createUnlessActive(run);
    expect(await repositories.runs.find(run.id)).toMatchObject({ channelIds });
  }),

  ...(
    [
      ['U+FFFD', 'before \uFFFD after'],
      ['astral', '𝒜 🌱 👩‍👩‍👧‍👦 𠮷'],
      ['quoted', `it's "quoted" \\ \\u0000 \\n $1 ?; --`],
      ['many-lined', '\n first\r\n\tsecond \u2028 third\u200F \u0001'],
      ['escaped', '\uFFFD {a,b} NULL \\n \\u0041 𝔘𝔫𝔦 漢字 עברית'],
      ...['', 'NULL', '{}', '\\', '"', '\\"', ',', ' '].map(
        (text) => [`“${text}” as`, text] as const,
      ),
    ] as const
  ).map(([kind, text]) =>
    storeCheck(`values: ${kind} text is exact`, async ({ repositories }) => {
      const message = sampleMessage({
        id: messageId(`id ${text}`),
        content: text,
        platformMetadata: { text, [text]: [text, { nested: text }] },
        reactionCounts: [{ emojiType: 'custom', emojiValue: text, normal: 0, burst: 2 }],
      });
      await expectKept(repositories, message);
      const channel = sampleChannel({ name: text, topic: text });
      await repositories.channels.upsert([channel]);
      const expected = { ...channel, removedAt: null };
      expect(await repositories.channels.find(tenantId, channel.id)).toEqual(expected);
    }),
  ),

  storeCheck('values: nested metadata reads back as it was', async ({ repositories }) => {
    await expectKept(repositories, sampleMessage({ platformMetadata: nested }));
  }),

  storeCheck('values: dates are exact to the millisecond', async ({ repositories }) => {
    const dates = [
      '1999-12-31T23:59:59.999Z',
      '2026-03-29T01:30:00.001Z',
      '2026-10-25T00:30:00.5Z',
    ];
    for (const date of dates.map((text) => new Date(text))) {
      const id = messageId(date.toISOString());
      const message = sampleMessage({ id, platformCreatedAt: date, platformEditedAt: date });
      await expectKept(repositories, message);
      const checkpoint = {
        channelId: message.channelId,
        lastMessageId: message.id,
        lastMessageTimestamp: date,
        lastCheckedId: message.id,
      };
      const change = { syncStatus: 'complete', added: 0, at: date } as const;
      await repositories.progress.advance(tenantId, [{ checkpoint, ...change }]);
      const [progress] = await repositories.progress.find(tenantId, [message.channelId]);
      expect(progress?.lastMessageTimestamp).toEqual(date);
      expect(progress?.lastSuccessfulSync).toEqual(date);
    }
  }),

  storeCheck('values: what is read is the reader’s own', async ({ repositories }) => {
    await repositories.messages.upsert([sampleMessage({ platformCreatedAt: at(0) })]);
    const read = () => repositories.messages.find(tenantId, channelId('10'), messageId('100'));
    (await read())?.platformCreatedAt.setTime(0);
    expect((await read())?.platformCreatedAt).toEqual(at(0));
  }),
];
