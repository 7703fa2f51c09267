import { expect } from 'bun:test';
import { at, channelId, messageId, sampleMessage, tenantId, userHash } from './samples.ts';
import { type StoreCheck, storeCheck } from './store-check.ts';

const batch = [
  sampleMessage({ id: messageId('100') }),
  sampleMessage({ id: messageId('101'), content: 'second' }),
  sampleMessage({ id: messageId('102'), content: 'third' }),
];

export const messageChecks: readonly StoreCheck[] = [
  storeCheck('messages: a stored message reads back whole', async ({ repositories }) => {
    const message = sampleMessage({
      type: 'reply',
      replyToId: messageId('99'),
      replyToAuthorHash: userHash('bob'),
      platformEditedAt: at(60),
      reactionCounts: [
        { emojiType: 'custom', emojiValue: 'seed:7', normal: 3, burst: 1 },
        { emojiType: 'standard', emojiValue: '🌱', normal: 0, burst: 2 },
      ],
      platformMetadata: { pinned: true },
    });
    await repositories.messages.upsert([message]);
    const stored = await repositories.messages.find(tenantId, message.channelId, message.id);
    expect(stored).toEqual(message);
  }),

  storeCheck('messages: nulls stay null', async ({ repositories }) => {
    const message = sampleMessage({ authorHash: null });
    await repositories.messages.upsert([message]);
    const stored = await repositories.messages.find(tenantId, message.channelId, message.id);
    expect(stored).toEqual(message);
  }),

  storeCheck('messages: one that was never stored is null', async ({ repositories }) => {
    await repositories.messages.upsert(batch);
    expect(await repositories.messages.find(tenantId, channelId('10'), messageId('1'))).toBeNull();
  }),

  storeCheck('messages: a new batch counts as added', async ({ repositories }) => {
    expect(await repositories.messages.upsert(batch)).toEqual({ added: 3, updated: 0 });
  }),

  storeCheck('messages: repeating a batch changes nothing', async ({ repositories }) => {
    await repositories.messages.upsert(batch);
    expect(await repositories.messages.upsert(batch)).toEqual({ added: 0, updated: 0 });
    for (const message of batch) {
      const stored = await repositories.messages.find(tenantId, message.channelId, message.id);
      expect(stored).toEqual(message);
    }
  }),

  storeCheck(
    'messages: are inserted when none of them is stored, and else none of them',
    async (store) => {
      const { messages } = store.repositories;
      expect(await messages.insert(batch)).toBe(true);
      for (const message of batch) {
        expect(await messages.find(tenantId, message.channelId, message.id)).toEqual(message);
      }
      const edited = sampleMessage({ content: 'edited', platformEditedAt: at(5) });
      const fresh = sampleMessage({ id: messageId('103') });
      const later = sampleMessage({ id: messageId('104') });
      await store.transaction(async (repositories) => {
        expect(await repositories.messages.insert([fresh, edited])).toBe(false);
        expect(await repositories.messages.insert([later])).toBe(true);
      });
      expect(await messages.find(tenantId, edited.channelId, edited.id)).toEqual(batch[0] ?? null);
      expect(await messages.find(tenantId, fresh.channelId, fresh.id)).toBe(null);
      expect(await messages.find(tenantId, later.channelId, later.id)).toEqual(later);
      expect(await messages.insert([])).toBe(true);
    },
  ),

  storeCheck('messages: inserting tells when the store has taken them', async (store) => {
    let told = 0;
    await store.transaction(async ({ messages }) => {
      expect(await messages.insert(batch, () => (told += 1))).toBe(true);
      expect(told).toBe(1);
    });
  }),

  storeCheck('messages: only changed rows count as updated', async ({ repositories }) => {
    await repositories.messages.upsert(batch);
    const edited = sampleMessage({ content: 'edited', platformEditedAt: at(5) });
    const fresh = sampleMessage({ id: messageId('103') });
    const counts = await repositories.messages.upsert([edited, ...batch.slice(1), fresh]);
    expect(counts).toEqual({ added: 1, updated: 1 });
    const stored = await repositories.messages.find(tenantId, edited.channelId, edited.id);
    expect(stored).toEqual(edited);
  }),

  storeCheck('messages: a change of any field is an update', async ({ repositories }) => {
    const changes = [
      { authorHash: userHash('bob') },
      { authorHash: null },
      { content: 'other' },
      { type: 'pinned' },
      { replyToId: messageId('1') },
      { replyToAuthorHash: userHash('eve') },
      { platformCreatedAt: at(1) },
      { platformEditedAt: at(2) },
      { reactionCounts: [{ emojiType: 'standard', emojiValue: '🌱', normal: 1, burst: 0 }] },
      { platformMetadata: { flags: 1 } },
    ] as const;
    await repositories.messages.upsert([sampleMessage()]);
    for (const change of changes) {
      const changed = sampleMessage(change);
      expect(await repositories.messages.upsert([changed])).toEqual({ added: 0, updated: 1 });
      const stored = await repositories.messages.find(tenantId, changed.channelId, changed.id);
      expect(stored).toEqual(changed);
    }
  }),

  storeCheck('messages: whom a reply answers stays when it is not said again', async (store) => {
    const { messages } = store.repositories;
    const reply = sampleMessage({
      replyToId: messageId('99'),
      replyToAuthorHash: userHash('bob'),
    });
    const unsaid = { ...reply, replyToAuthorHash: null };
    const read = () => messages.find(tenantId, reply.channelId, reply.id);
    await messages.upsert([unsaid]);
    expect(await messages.upsert([reply])).toEqual({ added: 0, updated: 1 });
    expect(await messages.upsert([unsaid])).toEqual({ added: 0, updated: 0 });
    expect(await read()).toEqual(reply);
    await messages.upsert([{ ...unsaid, content: 'edited' }]);
    expect(await read()).toEqual({ ...reply, content: 'edited' });
    const another = { ...unsaid, replyToId: messageId('98') };
    await messages.upsert([another]);
    expect(await read()).toEqual(another);
  }),

  storeCheck(
    'messages: keys of metadata in another order are no change',
    async ({ repositories }) => {
      await repositories.messages.upsert([sampleMessage({ platformMetadata: { a: 1, bb: 2 } })]);
      const turned = sampleMessage({ platformMetadata: { bb: 2, a: 1 } });
      expect(await repositories.messages.upsert([turned])).toEqual({ added: 0, updated: 0 });
    },
  ),

  storeCheck('messages: the same id in two channels is two messages', async ({ repositories }) => {
    const here = sampleMessage({ content: 'here' });
    const there = sampleMessage({ channelId: channelId('11'), content: 'there' });
    expect(await repositories.messages.upsert([here, there])).toEqual({ added: 2, updated: 0 });
    const read = (channel: string) =>
      repositories.messages.find(tenantId, channelId(channel), here.id);
    expect(await read('10')).toEqual(here);
    expect(await read('11')).toEqual(there);
  }),

  storeCheck('messages: storing two batches at once loses neither', async ({ repositories }) => {
    const later = [
      sampleMessage({ id: messageId('200') }),
      sampleMessage({ id: messageId('201') }),
    ];
    const counts = await Promise.all([
      repositories.messages.upsert(batch),
      repositories.messages.upsert(later),
    ]);
    expect(counts.map(({ added }) => added)).toEqual([3, 2]);
    for (const { channelId: channel, id } of [...batch, ...later]) {
      expect(await repositories.messages.find(tenantId, channel, id)).not.toBeNull();
    }
  }),

  storeCheck(
    'revisions: a text that is replaced stays, with when it was written',
    async (store) => {
      const { messages } = store.repositories;
      const first = sampleMessage({ content: 'one' });
      const edited = (content: string, seconds: number) =>
        sampleMessage({ content, platformEditedAt: at(seconds) });
      await messages.upsert([first, sampleMessage({ id: messageId('101') })]);
      await messages.upsert([edited('two', 10)]);
      await messages.upsert([edited('two', 10), sampleMessage({ id: messageId('101') })]);
      await messages.upsert([edited('three', 20)]);
      const { channelId: channel, id } = first;
      const key = { tenantId, channelId: channel, messageId: id };
      expect(await messages.revisionsOf(tenantId, channel, id)).toEqual([
        { ...key, writtenAt: at(0), content: 'one' },
        { ...key, writtenAt: at(10), content: 'two' },
      ]);
      expect(await messages.find(tenantId, channel, id)).toEqual(edited('three', 20));
      expect(await messages.revisionsOf(tenantId, channel, messageId('101'))).toEqual([]);
    },
  ),

  storeCheck(
    'revisions: of a message that said nothing before its edit there is none',
    async (store) => {
      const { messages } = store.repositories;
      const message = sampleMessage({ content: '' });
      await messages.upsert([message]);
      await messages.upsert([{ ...message, content: 'one', platformEditedAt: at(5) }]);
      expect(await messages.revisionsOf(tenantId, message.channelId, message.id)).toEqual([]);
    },
  ),

  storeCheck('revisions: a change of anything but the text makes none', async (store) => {
    const { messages } = store.repositories;
    const message = sampleMessage({ platformEditedAt: at(5) });
    await messages.upsert([message]);
    await messages.upsert([{ ...message, platformMetadata: { pinned: true } }]);
    await messages.upsert([{ ...message, platformEditedAt: at(6) }]);
    expect(await messages.revisionsOf(tenantId, message.channelId, message.id)).toEqual([]);
  }),

  storeCheck('revisions: a text that comes otherwise without an edit makes none', async (store) => {
    const { messages } = store.repositories;
    const edited = sampleMessage({ id: messageId('101'), platformEditedAt: at(5) });
    for (const content of ['asks <@a>', 'asks <@b>']) {
      await messages.upsert([sampleMessage({ content }), { ...edited, content }]);
    }
    for (const id of [messageId('100'), messageId('101')]) {
      expect(await messages.find(tenantId, channelId('10'), id)).toMatchObject({
        content: 'asks <@b>',
      });
      expect(await messages.revisionsOf(tenantId, channelId('10'), id)).toEqual([]);
    }
  }),
];
