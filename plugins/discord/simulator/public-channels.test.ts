import { describe, expect, test } from 'bun:test';
import { ChannelType, PermissionFlagsBits } from 'discord-api-types/v10';
import type { SimulatedGuild } from './guild.ts';
import type { Overwrite } from './guild-contents.ts';
import type { NewChannel } from './new-contents.ts';
import { newHome } from './test-home.ts';
import { type Truth, truthOf } from './truth.ts';

const { Administrator, ViewChannel, ReadMessageHistory, Connect } = PermissionFlagsBits;

const namesOf = ({ channels }: Truth) => channels.map(({ name }) => name);
const denies = (id: string, deny: bigint): Overwrite => ({ id, type: 0, allow: 0n, deny });
const allows = (id: string, allow: bigint): Overwrite => ({ id, type: 0, allow, deny: 0n });

describe('channels', () => {
  test('of all types that are kept, with what is known of them', () => {
    const { guild, general } = newHome();
    const parentId = guild.addChannel({ name: 'All', type: ChannelType.GuildCategory });
    const add = (name: string, type: ChannelType) => guild.addChannel({ name, type, parentId });
    const ids = {
      announcement: add('announcement', ChannelType.GuildAnnouncement),
      voice: add('voice', ChannelType.GuildVoice),
      stage: add('stage', ChannelType.GuildStageVoice),
      forum: add('forum', ChannelType.GuildForum),
      media: add('media', ChannelType.GuildMedia),
    };
    const untagged = { tags: [], defaultReaction: null, appliedTagIds: [] };
    expect(truthOf(guild).channels).toEqual([
      { id: general, name: 'general', type: 'text', parentId: null, topic: 'Talk', ...untagged },
      {
        id: ids.announcement,
        name: 'announcement',
        type: 'announcement',
        parentId,
        topic: null,
        ...untagged,
      },
      { id: ids.voice, name: 'voice', type: 'voice', parentId, topic: null, ...untagged },
      { id: ids.stage, name: 'stage', type: 'stage', parentId, topic: null, ...untagged },
      { id: ids.forum, name: 'forum', type: 'forum', parentId, topic: null, ...untagged },
      { id: ids.media, name: 'media', type: 'media', parentId, topic: null, ...untagged },
    ]);
  });

  test('a forum with its tags and the reaction that it offers, a post with its own tags', () => {
    const { guild, ann } = newHome();
    const tag = { id: '7', name: 'Solved', moderated: true, emoji_id: null, emoji_name: '✅' };
    const defaultReaction = { emoji_id: '8', emoji_name: null };
    const type = ChannelType.GuildForum;
    const parentId = guild.addChannel({ name: 'help', type, tags: [tag], defaultReaction });
    guild.openThread({ parentId, name: 'How?', ownerId: ann, tagIds: ['7'] });
    expect(truthOf(guild).channels.slice(1)).toMatchObject([
      {
        tags: [{ id: '7', name: 'Solved', moderated: true, emojiId: null, emojiName: '✅' }],
        defaultReaction: { emojiId: '8', emojiName: null },
        appliedTagIds: [],
      },
      { tags: [], defaultReaction: null, appliedTagIds: ['7'] },
    ]);
  });

  const hiding: [string, (guild: SimulatedGuild) => Omit<NewChannel, 'name'>][] = [
    ['a hidden one', ({ id }) => ({ overwrites: [denies(id, ViewChannel)] })],
    ['one without history', ({ id }) => ({ overwrites: [denies(id, ReadMessageHistory)] })],
    [
      'a voice channel that nobody may join',
      ({ id }) => ({ type: ChannelType.GuildVoice, overwrites: [denies(id, Connect)] }),
    ],
    [
      'a stage that nobody may join',
      ({ id }) => ({ type: ChannelType.GuildStageVoice, overwrites: [denies(id, Connect)] }),
    ],
    [
      'one that only the bot sees',
      ({ id, botRoleId }) => ({
        overwrites: [denies(id, ViewChannel), allows(botRoleId, ViewChannel)],
      }),
    ],
    ['a directory', () => ({ type: ChannelType.GuildDirectory })],
  ];
  test.each(hiding)('%s is not there', (_, fields) => {
    const { guild, ann } = newHome();
    const id = guild.addChannel({ name: 'hidden', ...fields(guild) });
    guild.post(id, { authorId: ann, content: 'secret' });
    const truth = truthOf(guild);
    expect(namesOf(truth)).toEqual(['general']);
    expect(truth.messages).toEqual([]);
  });

  const showing: [string, (guild: SimulatedGuild) => Omit<NewChannel, 'name'>][] = [
    ['a text channel without CONNECT', ({ id }) => ({ overwrites: [denies(id, Connect)] })],
    ['one denied to a role', ({ botRoleId }) => ({ overwrites: [denies(botRoleId, ViewChannel)] })],
    [
      'one denied to a member',
      ({ ownerId }) => ({ overwrites: [{ id: ownerId, type: 1, allow: 0n, deny: ViewChannel }] }),
    ],
  ];
  test.each(showing)('%s is there', (_, fields) => {
    const { guild } = newHome();
    guild.addChannel({ name: 'shown', ...fields(guild) });
    expect(namesOf(truthOf(guild))).toEqual(['general', 'shown']);
  });

  test('what a hidden category holds is there when it is not hidden itself', () => {
    const { guild } = newHome();
    const overwrites = [denies(guild.id, ViewChannel)];
    const type = ChannelType.GuildCategory;
    const parentId = guild.addChannel({ name: 'Staff', type, overwrites });
    guild.addChannel({ name: 'notices', parentId });
    expect(namesOf(truthOf(guild))).toEqual(['general', 'notices']);
  });

  test('nothing is there without the permission in the guild, unless a channel gives it', () => {
    const { guild } = newHome();
    guild.everyonePermissions = ReadMessageHistory;
    guild.addChannel({ name: 'open', overwrites: [allows(guild.id, ViewChannel)] });
    expect(namesOf(truthOf(guild))).toEqual(['open']);
  });

  test('everything is there when everybody is an administrator', () => {
    const { guild } = newHome();
    guild.everyonePermissions = Administrator;
    guild.addChannel({ name: 'hidden', overwrites: [denies(guild.id, ViewChannel)] });
    expect(namesOf(truthOf(guild))).toEqual(['general', 'hidden']);
  });
});

describe('threads', () => {
  test('are there with their parent, archived or not, unless they are private', () => {
    const { guild, ann, general } = newHome();
    const news = guild.addChannel({ name: 'news', type: ChannelType.GuildAnnouncement });
    const overwrites = [denies(guild.id, ViewChannel)];
    const hidden = guild.addChannel({ name: 'hidden', overwrites });
    const open = (parentId: string, name: string, isPrivate = false) =>
      guild.openThread({ parentId, name, ownerId: ann, isPrivate });
    const public_ = open(general, 'public');
    open(news, 'announced');
    open(hidden, 'in hidden');
    open(general, 'private', true);
    guild.archiveThread(public_);
    const threads = truthOf(guild).channels.filter(({ type }) => type === 'thread');
    expect(threads.map(({ name, parentId }) => [name, parentId])).toEqual([
      ['public', general],
      ['announced', news],
    ]);
  });

  test('go with their parent', () => {
    const { guild, ann, general } = newHome();
    guild.openThread({ parentId: general, name: 'public', ownerId: ann });
    guild.removeChannel(general);
    expect(truthOf(guild).channels).toEqual([]);
  });
});
