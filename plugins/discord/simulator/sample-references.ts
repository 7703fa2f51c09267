import {
  ChannelType,
  EmbedType,
  InteractionType,
  MessageFlags,
  MessageReferenceType,
  MessageType,
} from 'discord-api-types/v10';
import type { Sample, Scene } from './cast.ts';
import { apiTimestamp } from './iso-time.ts';
import type { NewMessage } from './new-contents.ts';
import { attachment } from './sample-attachments.ts';
import { sentence } from './sample-texts.ts';

const ELSEWHERE = { guild_id: '1044444555566660000', channel_id: '1044444555566667777' };

/** Messages that point at other messages, here or in a guild that nobody here knows. */
export const referenceSamples: Readonly<Record<string, Sample>> = {
  reply,

  pin: (scene, channelId) => {
    const { guild, random, people } = scene;
    const pinned = recentMessage(scene, channelId);
    const authorId = random.pick(people);
    const here = { type: 0, channel_id: channelId, guild_id: guild.id };
    const reference = pinned === null ? here : { ...here, message_id: pinned };
    return {
      authorId,
      type: MessageType.ChannelPinnedMessage,
      extra: { message_reference: reference },
    };
  },

  forward: ({ guild, random, people }, channelId) => {
    const named = guild.user(random.pick(people));
    const sentMs = guild.nowMs - random.between(60_000, 86_400_000);
    const description = `Made by <@${named.id}>`;
    return {
      authorId: random.pick(people),
      extra: {
        flags: MessageFlags.HasSnapshot,
        message_reference: {
          type: MessageReferenceType.Forward,
          ...ELSEWHERE,
          message_id: '1048888999900001111',
        },
        message_snapshots: [
          {
            message: {
              type: MessageType.Default,
              content: `Look at this, <@${named.id}>: ${sentence(random)}`,
              embeds: [{ type: EmbedType.Rich, description }],
              attachments: [attachment(guild, channelId, { filename: 'plan.pdf', description })],
              timestamp: apiTimestamp(sentMs),
              edited_timestamp: null,
              mentions: [named],
              mention_roles: [],
              flags: 0 as MessageFlags,
              components: [],
            },
          },
        ],
      },
    };
  },

  crosspost: ({ random, webhooks }) => ({
    authorId: random.pick(webhooks),
    webhook: true,
    content: 'News from <#1044444555566667777>',
    extra: {
      flags: MessageFlags.IsCrosspost,
      message_reference: { type: 0, ...ELSEWHERE, message_id: '1048888999900002222' },
      mention_channels: [
        {
          id: ELSEWHERE.channel_id,
          guild_id: ELSEWHERE.guild_id,
          type: ChannelType.GuildAnnouncement,
          name: 'news',
        },
      ],
    },
  }),

  contextMenu: (scene, channelId) => {
    const { guild, random, people, bots } = scene;
    const target = recentMessage(scene, channelId);
    const here = { type: 0, channel_id: channelId, guild_id: guild.id };
    return {
      authorId: random.pick(bots),
      type: MessageType.ContextMenuCommand,
      content: 'Reported.',
      extra: {
        ...(target === null ? {} : { message_reference: { ...here, message_id: target } }),
        interaction_metadata: {
          id: guild.newId(),
          type: InteractionType.ApplicationCommand,
          user: guild.user(random.pick(people)),
          authorizing_integration_owners: { 0: guild.id },
          target_user: guild.user(random.pick(people)),
        },
      },
    };
  },
};

/** An answer to something said a while ago; who is answered is mentioned, if it is a person. */
export function reply(scene: Scene, channelId: string): NewMessage {
  const { guild, random, people } = scene;
  const message = { authorId: random.pick(people), content: sentence(random) };
  const replyToId = recentMessage(scene, channelId);
  if (replyToId === null) return message;
  const answered = guild.message(channelId, replyToId).payload.author.id;
  const pinged = guild.users.has(answered) && random.chance(0.7);
  return { ...message, replyToId, mentionIds: pinged ? [answered] : [] };
}

function recentMessage({ guild, random }: Scene, channelId: string): string | null {
  const { messages } = guild.channel(channelId);
  const message = messages.at(-random.between(1, Math.min(30, Math.max(1, messages.length))));
  return message?.payload.id ?? null;
}
