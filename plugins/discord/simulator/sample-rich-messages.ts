import {
  type APIUser,
  ApplicationIntegrationType,
  ComponentType,
  EmbedType,
  InteractionType,
  MessageActivityType,
  MessageFlags,
  MessageType,
  PollLayoutType,
  SelectMenuDefaultValueType,
  StickerFormatType,
  type UserFlags,
} from 'discord-api-types/v10';
import { avatarHash, type Sample } from './cast.ts';
import { apiTimestamp } from './iso-time.ts';
import { attachment } from './sample-attachments.ts';
import { ROLE_IDS, sentence } from './sample-texts.ts';

const DAY_MS = 24 * 3_600_000;

/** Embeds, polls, stickers, components, and what bots, webhooks and games leave behind. */
export const richSamples: Readonly<Record<string, Sample>> = {
  embed: ({ guild, random, people, bots }, channelId) => {
    const shown = random.pick(people);
    const icon = `https://cdn.discordapp.com/avatars/${shown}/${avatarHash(random)}.png`;
    const embed = {
      type: EmbedType.Rich,
      title: 'Welcome!',
      url: `https://discord.com/users/${shown}`,
      description: `See [the profile](https://discord.com/users/${shown}) of <@${shown}>`,
      author: { name: `user ${shown}`, url: `https://discord.com/users/${shown}`, icon_url: icon },
      fields: [{ name: 'Invited by', value: `<@${random.pick(people)}>`, inline: true }],
      footer: { text: `ID: ${shown}`, icon_url: icon },
      thumbnail: { url: icon, width: 128, height: 128 },
      image: { url: attachment(guild, channelId, { filename: 'card.png' }).url },
    };
    return { authorId: random.pick(bots), embeds: [embed] };
  },

  linkPreview: ({ random, people }) => ({
    authorId: random.pick(people),
    content: 'https://example.com/post?id=42',
    embeds: [{ type: EmbedType.Link, url: 'https://example.com/post?id=42', title: 'A post' }],
  }),

  poll: ({ guild, random, people }) => ({
    authorId: random.pick(people),
    extra: {
      poll: {
        question: { text: `Is <@${random.pick(people)}> right?` },
        answers: ['Yes', 'No'].map((text, index) => ({
          answer_id: index + 1,
          poll_media: { text, emoji: { id: null, name: '🫖' } },
        })),
        expiry: apiTimestamp(guild.nowMs + DAY_MS),
        allow_multiselect: false,
        layout_type: PollLayoutType.Default,
        results: { is_finalized: true, answer_counts: [{ id: 1, count: 4, me_voted: false }] },
      },
    },
  }),

  sticker: ({ random, people }) => ({
    authorId: random.pick(people),
    extra: {
      sticker_items: [
        { id: '1046666777788889999', name: 'Wave', format_type: StickerFormatType.Lottie },
      ],
    },
  }),

  webhook: ({ random, webhooks }) => ({
    authorId: random.pick(webhooks),
    webhook: true,
    content: sentence(random),
  }),

  /** Bridges post under the name of whoever wrote elsewhere. */
  bridgedWebhook: ({ guild, random, people, webhooks }) => {
    const authorId = random.pick(webhooks);
    const { username, avatar } = guild.user(random.pick(people));
    const author: APIUser = {
      id: authorId,
      username: `${username} [IRC]`,
      discriminator: '0000',
      global_name: null,
      avatar,
      bot: true,
      public_flags: 0 as UserFlags,
      flags: 0 as UserFlags,
      primary_guild: null,
    };
    return { authorId, webhook: true, content: sentence(random), extra: { author } };
  },

  slashCommand: ({ guild, random, people, bots }) => {
    const user = guild.user(random.pick(people));
    const authorId = random.pick(bots);
    const id = guild.newId();
    return {
      authorId,
      type: MessageType.ChatInputCommand,
      content: 'Done.',
      extra: {
        application_id: authorId,
        webhook_id: authorId,
        interaction: { id, type: InteractionType.ApplicationCommand, name: 'ping', user },
        interaction_metadata: {
          id,
          type: InteractionType.ApplicationCommand,
          user,
          authorizing_integration_owners: {
            [ApplicationIntegrationType.GuildInstall]: guild.id,
            [ApplicationIntegrationType.UserInstall]: user.id,
          },
        },
      },
    };
  },

  componentsV2: ({ guild, random, people, bots }) => {
    const named = random.pick(people);
    const chosen = guild.user(random.pick(people));
    const select = {
      type: ComponentType.UserSelect as const,
      id: 3,
      custom_id: 'assign',
      min_values: 1,
      max_values: 1,
      default_values: [{ id: chosen.id, type: SelectMenuDefaultValueType.User as const }],
    };
    return {
      authorId: random.pick(bots),
      extra: {
        flags: MessageFlags.IsComponentsV2,
        components: [
          { type: ComponentType.TextDisplay, id: 1, content: `Opened by <@${named}> (${named})` },
          { type: ComponentType.ActionRow, id: 2, components: [select] },
        ],
        resolved: { users: { [chosen.id]: chosen } },
      },
    };
  },

  activity: ({ random, people }) => {
    const authorId = random.pick(people);
    const activity = { type: MessageActivityType.Listen, party_id: `spotify:${authorId}` };
    return { authorId, extra: { activity, application_id: '1047777888899990000' } };
  },

  mentions: ({ random, people }) => {
    const mentionIds = random.sample(people, 2);
    const content = mentionIds.map((id) => `<@${id}>`).join(' ');
    const extra = { mention_everyone: true, mention_roles: ROLE_IDS.slice(0, 1) };
    return { authorId: random.pick(people), content: `@everyone ${content}`, mentionIds, extra };
  },

  suppressed: ({ random, people }) => ({
    authorId: random.pick(people),
    content: 'https://example.com @silent',
    extra: { flags: MessageFlags.SuppressEmbeds | MessageFlags.SuppressNotifications, tts: true },
  }),
};
