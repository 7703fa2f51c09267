import { type APIGuildForumTag, ChannelType, PermissionFlagsBits } from 'discord-api-types/v10';
import type { Scene } from './cast.ts';
import type { Overwrite } from './guild-contents.ts';
import type { NewChannel } from './new-contents.ts';

/** A channel as the guild begins with it, and how talkative it is beside the others. */
export interface ChannelPlan {
  readonly id: string;
  /** Whether everyone may read it: what is hidden comes on top of the messages asked for. */
  readonly isPublic: boolean;
  readonly holdsMessages: boolean;
  readonly threadWeight: number;
  readonly weight: number;
}

interface Sketch {
  readonly fields: NewChannel;
  readonly isPublic?: boolean;
  readonly weight?: number;
  readonly threadWeight?: number;
}

const { ViewChannel, ReadMessageHistory, Connect } = PermissionFlagsBits;

/** What its posts are tagged with, and offered as a reaction. */
const forum: Pick<NewChannel, 'tags' | 'defaultReaction'> = {
  tags: [
    tag('1048888899990000111', 'Solved', { moderated: true, emoji_name: '✅' }),
    tag('1048888899990000222', 'Question', {}),
    tag('1048888899990000333', 'Idea', { emoji_id: '1043333444455556666' }),
  ],
  defaultReaction: { emoji_id: null, emoji_name: '🙌' },
};

/** Categories, then a channel of every type and of every way to be hidden, then plain ones. */
export function addChannels(scene: Scene, plainChannels: number): ChannelPlan[] {
  const { guild } = scene;
  const hidden = everyone(guild.id, ViewChannel);
  const open = guild.addChannel({ name: 'Commons', type: ChannelType.GuildCategory });
  const staff = guild.addChannel({
    name: 'Staff',
    type: ChannelType.GuildCategory,
    overwrites: [hidden],
  });
  const sketches = [
    ...publicSketches(scene, open, staff),
    ...hiddenSketches(scene, staff),
    ...Array.from({ length: plainChannels }, (_, index) => ({
      fields: { name: `room-${index + 1}`, parentId: open },
      weight: 40 / (index + 2),
    })),
  ];
  return sketches.map((sketch) => added(scene, sketch));
}

function added({ guild }: Scene, sketch: Sketch): ChannelPlan {
  const { fields, isPublic = true, weight = 0, threadWeight = 0 } = sketch;
  const id = guild.addChannel(fields);
  return { id, isPublic, weight, threadWeight, holdsMessages: weight > 0 };
}

function publicSketches({ guild, people, random }: Scene, open: string, staff: string): Sketch[] {
  const guide = random.pick(people);
  const allow = ViewChannel | ReadMessageHistory;
  const member: Overwrite = { id: guide, type: 1, allow, deny: 0n };
  const topic = `Say hello. Questions? Ask <@${guide}> 👋`;
  const shown: Overwrite = { id: guild.id, type: 0, allow: ViewChannel, deny: 0n };
  return [
    { fields: { name: 'general', parentId: open, topic }, weight: 100, threadWeight: 20 },
    { fields: { name: 'off-topic', parentId: open }, weight: 30, threadWeight: 10 },
    { fields: { name: '日本語', parentId: open, topic: 'なんでも' }, weight: 15, threadWeight: 3 },
    sketchOf('announcements', ChannelType.GuildAnnouncement, open, 6, 8),
    sketchOf('lounge', ChannelType.GuildVoice, open, 8, 0),
    sketchOf('town-hall', ChannelType.GuildStageVoice, open, 3, 0),
    {
      fields: { name: 'help', type: ChannelType.GuildForum, parentId: open, ...forum },
      threadWeight: 55,
    },
    sketchOf('showcase', ChannelType.GuildMedia, open, 0, 10),
    { fields: { name: 'no-category', overwrites: [member] }, weight: 5 },
    { fields: { name: 'staff-notices', parentId: staff, overwrites: [shown] }, weight: 4 },
  ];
}

function hiddenSketches({ guild, people, random }: Scene, staff: string): Sketch[] {
  const overwrite = (bits: bigint): Overwrite => everyone(guild.id, bits);
  const forBot: Overwrite = { id: guild.botRoleId, type: 0, allow: ViewChannel, deny: 0n };
  const forOne: Overwrite = { id: random.pick(people), type: 1, allow: ViewChannel, deny: 0n };
  const sketch = (name: string, overwrites: Overwrite[], type = ChannelType.GuildText): Sketch => ({
    fields: { name, type, parentId: staff, overwrites },
    isPublic: false,
    weight: type === ChannelType.GuildForum ? 0 : 5,
    threadWeight: type === ChannelType.GuildVoice ? 0 : 1,
  });
  return [
    sketch('moderators', [overwrite(ViewChannel)]),
    sketch('bot-log', [overwrite(ViewChannel), forBot]),
    sketch('ticket-0001', [overwrite(ViewChannel), forOne, forBot]),
    sketch('no-history', [overwrite(ReadMessageHistory)]),
    sketch('members-voice', [overwrite(Connect)], ChannelType.GuildVoice),
    sketch('hidden-forum', [overwrite(ViewChannel), forBot], ChannelType.GuildForum),
  ];
}

function tag(id: string, name: string, fields: Partial<APIGuildForumTag>): APIGuildForumTag {
  return { id, name, moderated: false, emoji_id: null, emoji_name: null, ...fields };
}

function sketchOf(
  name: string,
  type: ChannelType,
  parentId: string,
  weight: number,
  threadWeight: number,
): Sketch {
  return { fields: { name, type, parentId }, weight, threadWeight };
}

function everyone(guildId: string, deny: bigint): Overwrite {
  return { id: guildId, type: 0, allow: 0n, deny };
}
