import { expect } from 'bun:test';
import type { JsonObject } from '@annals/domain';
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
  nothing: null,
  no: false,
  empty: { list: [], object: {}, text: '' },
  embeds: [{ title: 'A "quoted" \\ text', fields: [{ name: 'x', value: [1, [2, [null]]] }] }],
  'key with spaces and ünïcode 🌱': 'value',
};

export const valueChecks: readonly StoreCheck[] = [
  storeCheck(
    'values: ids beyond 2^53 and of unequal length stay apart and exact',
    async ({ repositories }) => {
      const ids = [...LARGE_IDS, ...UNEQUAL_IDS];
      const messages = ids.map((id) => sampleMessage({ id: messageId(id), content: `of ${id}` }));
      expect(await repositories.messages.upsert(messages)).toEqual({
        added: ids.length,
        updated: 0,
      });
      for (const message of messages) {
        const stored = await repositories.messages.find(tenantId, message.channelId, message.id);
        expect(stored).toEqual(message);
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
      ['empty', ''],
    ] as const
  ).map(([kind, text]) =>
    storeCheck(`values: ${kind} text is exact`, async ({ repositories }) => {
      const message = sampleMessage({ content: text, platformMetadata: { text, [text]: 1 } });
      await repositories.messages.upsert([message]);
      const stored = await repositories.messages.find(tenantId, message.channelId, message.id);
      expect(stored).toEqual(message);
      const channel = sampleChannel({ name: text, topic: text });
      await repositories.channels.upsert([channel]);
      const expected = { ...channel, removedAt: null };
      expect(await repositories.channels.find(tenantId, channel.id)).toEqual(expected);
      expect(await repositories.messages.upsert([message])).toEqual({ added: 0, updated: 0 });
    }),
  ),

  storeCheck('values: nested metadata reads back as it was', async ({ repositories }) => {
    const message = sampleMessage({ platformMetadata: nested });
    await repositories.messages.upsert([message]);
    const stored = await repositories.messages.find(tenantId, message.channelId, message.id);
    expect(stored?.platformMetadata).toEqual(nested);
    expect(await repositories.messages.upsert([message])).toEqual({ added: 0, updated: 0 });
  }),

  storeCheck('values: dates are exact to the millisecond', async ({ repositories }) => {
    const dates = [
      '1999-12-31T23:59:59.999Z',
      '2026-03-29T01:30:00.001Z',
      '2026-10-25T00:30:00.5Z',
    ];
    for (const date of dates.map((text) => new Date(text))) {
      const message = sampleMessage({ platformCreatedAt: date, platformEditedAt: date });
      await repositories.messages.upsert([message]);
      const stored = await repositories.messages.find(tenantId, message.channelId, message.id);
      expect(stored?.platformCreatedAt).toEqual(date);
      expect(stored?.platformEditedAt).toEqual(date);
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
