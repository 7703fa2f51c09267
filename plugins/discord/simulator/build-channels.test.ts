import { describe, expect, test } from 'bun:test';
import { ChannelType, PermissionFlagsBits } from 'discord-api-types/v10';
import type { SimulatedChannel } from './guild-contents.ts';
import { guild, namesPerson, open, rows } from './test-guild.ts';

const hidden = [...guild.channels.values()].filter((channel) => !open.includes(channel));

const onHidden: Readonly<Record<string, (channel: SimulatedChannel) => boolean>> = {
  'a text channel': (channel) => denies(channel, PermissionFlagsBits.ViewChannel),
  'one that shows no history': (channel) => denies(channel, PermissionFlagsBits.ReadMessageHistory),
  'a voice channel nobody may join': (channel) =>
    channel.type === ChannelType.GuildVoice && denies(channel, PermissionFlagsBits.Connect),
  'one that the bot sees': ({ overwrites }) =>
    overwrites.some(({ id, allow }) => id === guild.botRoleId && allow !== 0n),
  'one that a single person sees': ({ overwrites }) => overwrites.some(({ type }) => type === 1),
  'a forum': ({ type }) => type === ChannelType.GuildForum,
  'a public thread in a hidden channel': ({ type }) => type === ChannelType.PublicThread,
  'a private thread in a public channel': ({ type, parentId }) =>
    type === ChannelType.PrivateThread && open.some(({ id }) => id === parentId),
};

function denies({ overwrites, messages: held }: SimulatedChannel, bit: bigint): boolean {
  return held.length > 0 && overwrites.some(({ id, deny }) => id === guild.id && deny === bit);
}

const onOpen: Readonly<Record<string, (channel: SimulatedChannel) => boolean>> = {
  ...Object.fromEntries(
    [0, 2, 5, 10, 11, 13, 15, 16].map((wanted) => [
      `a channel of type ${wanted}`,
      ({ type }: SimulatedChannel) => type === wanted,
    ]),
  ),
  'one in a hidden category': ({ parentId }) =>
    hidden.some(({ id, overwrites }) => id === parentId && overwrites.length > 0),
  'a topic that names somebody': ({ topic }) => namesPerson(topic ?? ''),
  'an overwrite for one person': ({ overwrites }) => overwrites.some(({ type }) => type === 1),
  'an empty one': ({ messages: held, lastMessageId }) =>
    held.length === 0 && lastMessageId === null,
  'one whose newest message is deleted': ({ messages: held, lastMessageId }) =>
    held.length > 0 && held.at(-1)?.payload.id !== lastMessageId,
  'an active thread': ({ thread }) => thread?.archived === false,
  'an archived thread': ({ thread }) => thread?.archived === true,
  'an archived announcement thread': ({ type, thread }) =>
    type === ChannelType.AnnouncementThread && thread?.archived === true,
  'a thread whose name holds its owner’s id': ({ name, thread }) =>
    thread !== null && name.includes(thread.ownerId),
  'a forum with tags': ({ type, tags }) => type === ChannelType.GuildForum && tags.length > 1,
  'one that offers a reaction': ({ defaultReaction }) => defaultReaction !== null,
  'a post without a tag': (channel) => isTaggable(channel) && channel.appliedTagIds.length === 0,
  'a post with two tags': ({ appliedTagIds }) => appliedTagIds.length === 2,
  'a post with its first message': ({ id, messages: [first] }) => first?.payload.id === id,
  'a post whose first message is deleted': ({ id, parentId, messages: [first] }) =>
    guild.channels.get(parentId ?? '')?.type === ChannelType.GuildForum && first?.payload.id !== id,
};

function isTaggable({ parentId }: SimulatedChannel): boolean {
  return (guild.channels.get(parentId ?? '')?.tags.length ?? 0) > 0;
}

describe('among what everyone may read there is', () => {
  test.each(rows(onOpen))('%s', (_, holds) => expect(open.some(holds)).toBe(true));
});

describe('among what is hidden there is', () => {
  test.each(rows(onHidden))('%s', (_, holds) => expect(hidden.some(holds)).toBe(true));
});

describe('archived threads', () => {
  const times = newestArchiveTimes();

  test('fill more than a page in one channel, and share their time where it ends', () => {
    expect(times.length).toBeGreaterThan(103);
    expect(times[99]).toBe(times[100] ?? '');
    expect(new Set(times).size).toBeGreaterThan(90);
  });

  test('share a millisecond, with other microseconds', () => {
    const [a = '', b = ''] = times.slice(49, 51);
    expect(a).not.toBe(b);
    expect(new Date(a).getTime()).toBe(new Date(b).getTime());
  });

  function newestArchiveTimes(): string[] {
    const help = open.find(({ name }) => name === 'help');
    return open
      .filter(({ parentId, thread }) => parentId === help?.id && thread?.archived === true)
      .map(({ thread }) => thread?.archiveTimestamp ?? '')
      .sort()
      .reverse();
  }
});
