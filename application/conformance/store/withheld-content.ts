import { expect } from 'bun:test';
import type { ChannelId, JsonObject, MessageId, WithheldStretch } from '@annals/domain';
import {
  at,
  channelId,
  checkpointAt,
  messageId,
  otherTenantId,
  sampleAttachment,
  sampleChannel,
  sampleMessage,
  tenantId,
} from './samples.ts';
import { type StoreCheck, storeCheck } from './store-check.ts';

const channels = ['10', '9', '100'].map(channelId);
const all = { after: null, limit: 10 };
const stretch: WithheldStretch = { after: messageId('3'), upTo: messageId('90') };
const fromFirst: WithheldStretch = { after: null, upTo: messageId('4') };
const complete = { syncStatus: 'complete', added: 1, at: at(1) } as const;

export const withheldContentChecks: readonly StoreCheck[] = [
  storeCheck('withheld: stretches are listed until they are crossed off', async (store) => {
    const { progress, channels: catalogue } = store.repositories;
    for (const of of [tenantId, otherTenantId]) {
      await catalogue.upsert(channels.map((id) => sampleChannel({ tenantId: of, id })));
      for (const id of channels)
        await progress.advance(of, [{ checkpoint: checkpointAt('90', id), ...complete }]);
    }
    const [first, second, third] = channels;
    if (first === undefined || second === undefined || third === undefined) throw new Error();
    expect(await progress.withheld(tenantId, all)).toEqual([]);
    await progress.noteWithheld(tenantId, second, stretch);
    await progress.noteWithheld(tenantId, first, fromFirst);
    await progress.noteWithheld(otherTenantId, third, stretch);
    const listed = [
      { channelId: first, ...fromFirst },
      { channelId: second, ...stretch },
    ];
    expect(await progress.withheld(tenantId, all)).toEqual(listed);
    expect(await progress.withheld(tenantId, { after: null, limit: 1 })).toEqual(
      listed.slice(0, 1),
    );
    expect(await progress.withheld(tenantId, { after: first, limit: 1 })).toEqual(listed.slice(1));
    expect(await progress.find(tenantId, [second])).toMatchObject([{ withheld: stretch }]);
    await progress.advance(tenantId, [{ checkpoint: checkpointAt('91', second), ...complete }]);
    await catalogue.markRemoved(tenantId, first, at(2));
    expect(await progress.withheld(tenantId, all)).toEqual(listed.slice(1));
    await progress.noteWithheld(tenantId, second, null);
    expect(await progress.withheld(tenantId, all)).toEqual([]);
    expect(await progress.withheld(otherTenantId, all)).toHaveLength(1);
  }),

  storeCheck('withheld: of some channels and the threads below them alone', async (store) => {
    const { progress, channels: catalogue } = store.repositories;
    const [parent, thread, other] = channels as [ChannelId, ChannelId, ChannelId];
    await catalogue.upsert([
      sampleChannel({ id: parent }),
      sampleChannel({ id: thread, type: 'thread', parentId: parent }),
      sampleChannel({ id: other }),
    ]);
    for (const id of channels) {
      await progress.advance(tenantId, [{ checkpoint: checkpointAt('90', id), ...complete }]);
      await progress.noteWithheld(tenantId, id, stretch);
    }
    const of = async (...ids: ChannelId[]) => {
      const listed = await progress.withheld(tenantId, { ...all, of: new Set(ids) });
      return listed.map(({ channelId: id }) => id).toSorted();
    };
    expect(await of(parent)).toEqual([parent, thread].toSorted());
    expect(await of(thread)).toEqual([thread]);
    expect(await of(channelId('404'))).toEqual([]);
    expect(await progress.withheld(tenantId, { ...all, of: null })).toHaveLength(3);
  }),

  storeCheck(
    'withheld: messages that say more than what is given are told from those that do not',
    async (store) => {
      const { messages, attachments } = store.repositories;
      const [text, file, embed, forward, blank, other] = ['1', '2', '3', '4', '5', '6'].map(
        messageId,
      ) as [MessageId, MessageId, MessageId, MessageId, MessageId, MessageId];
      const forwarded = (said: JsonObject) => ({ forwards: [{ type: 'default', ...said }] });
      await messages.upsert([
        sampleMessage({ id: text, content: 'a text' }),
        sampleMessage({ id: file, content: '' }),
        sampleMessage({
          id: embed,
          content: '',
          platformMetadata: { embeds: ['news'], tts: true },
        }),
        sampleMessage({ id: forward, content: '', platformMetadata: forwarded({ text: 'said' }) }),
        sampleMessage({ id: blank, content: '' }),
        sampleMessage({ id: other, content: '', platformMetadata: { stickers: ['one'] } }),
        sampleMessage({ id: messageId('7'), content: 'elsewhere', channelId: channelId('9') }),
      ]);
      const key = { channelId: channelId('10'), messageId: file };
      await attachments.replace(tenantId, [key], [sampleAttachment({ messageId: file })]);
      const elsewhere = { channelId: channelId('9'), messageId: blank };
      await attachments.replace(tenantId, [elsewhere], [sampleAttachment(elsewhere)]);
      const given = [
        ...[text, file, blank, messageId('7')].map((id) => ({ id, platformMetadata: {} })),
        { id: embed, platformMetadata: { tts: true } },
        { id: forward, platformMetadata: forwarded({}) },
        { id: other, platformMetadata: { stickers: ['another'] } },
      ];
      const more = await messages.idsWithMoreContent(tenantId, channelId('10'), given);
      expect(more.toSorted()).toEqual([text, file, embed, forward]);
      expect(await messages.idsWithMoreContent(otherTenantId, channelId('10'), given)).toEqual([]);
      expect(await messages.idsWithMoreContent(tenantId, channelId('10'), [])).toEqual([]);
    },
  ),

  storeCheck('withheld: a text that takes the place of none makes no revision', async (store) => {
    const { messages } = store.repositories;
    const message = sampleMessage({ content: '' });
    await messages.upsert([message]);
    expect(await messages.upsert([{ ...message, content: 'a text' }])).toMatchObject({
      updated: 1,
    });
    expect(await messages.revisionsOf(tenantId, message.channelId, message.id)).toEqual([]);
  }),
];
