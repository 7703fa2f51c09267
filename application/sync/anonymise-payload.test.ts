import { expect, test } from 'bun:test';
import {
  type AttachmentId,
  type ChannelId,
  CryptoIdHasher,
  createAnonymiser,
  type MessageId,
  type PlatformChannel,
  type PlatformMessage,
  type TenantId,
} from '@annals/domain';
import { scriptedGrammar, scriptedPerson } from '../fakes/scripted-ids.ts';
import { anonymise, anonymiseChannel } from './anonymise-payload.ts';

const hasher = new CryptoIdHasher(null);
const parts = { hasher, anonymiser: createAnonymiser(scriptedGrammar, hasher) };
const tenantId = '0190a000-0000-7000-8000-000000000001' as TenantId;
const person = scriptedPerson(1);
const hash = hasher.hash(person);
const named = `of <@${person}>`;
const clean = `of <@${hash}>`;

test('nobody is named in any text of a channel', () => {
  const thread: PlatformChannel = {
    ...{ id: 'thread' as ChannelId, parentId: 'channel' as ChannelId, type: 'thread' },
    ...{ name: named, topic: named, ownerId: person, newestMessageId: null },
    platformMetadata: { tags: [named] },
  };
  expect(anonymiseChannel(parts, tenantId, thread)).toEqual({
    ...{ tenantId, id: thread.id, parentId: thread.parentId, type: 'thread' },
    ...{ name: clean, topic: clean },
    platformMetadata: { tags: [clean], ownerHash: hash },
  });
});

test('nobody is named in any text of a message and of its files', () => {
  const now = new Date(0);
  const message: PlatformMessage = {
    ...{ channelId: 'channel' as ChannelId, id: 'message' as MessageId, type: 'reply' },
    ...{ authorId: person, personIds: [person], content: named },
    replyTo: { messageId: 'answered' as MessageId, authorId: person },
    ...{ createdAt: now, editedAt: now },
    reactionCounts: [
      { emojiType: 'custom', emojiValue: `${person}:1`, normal: 1, burst: 0 },
      { emojiType: 'standard', emojiValue: '👍', normal: 0, burst: 1 },
    ],
    attachments: [
      {
        ...{ id: 'file' as AttachmentId, fileSize: 1 },
        ...{ filename: named, contentType: named, url: named },
        platformMetadata: { title: named },
      },
    ],
    platformMetadata: { embeds: [{ title: named }] },
  };
  const ids = { tenantId, channelId: message.channelId };
  expect(anonymise(parts, tenantId, message)).toEqual({
    message: {
      ...{ ...ids, id: message.id, type: 'reply', authorHash: hash, content: clean },
      ...{ replyToId: 'answered' as MessageId, replyToAuthorHash: hash },
      ...{ platformCreatedAt: now, platformEditedAt: now },
      reactionCounts: [
        { emojiType: 'custom', emojiValue: `${hash}:1`, normal: 1, burst: 0 },
        { emojiType: 'standard', emojiValue: '👍', normal: 0, burst: 1 },
      ],
      platformMetadata: { embeds: [{ title: clean }] },
    },
    attachments: [
      {
        ...{ ...ids, messageId: message.id, id: 'file' as AttachmentId, fileSize: 1 },
        ...{ filename: clean, contentType: clean, url: clean },
        platformMetadata: { title: clean },
      },
    ],
  });
});
