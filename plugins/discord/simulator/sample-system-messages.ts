import { EmbedType, MessageType } from 'discord-api-types/v10';
import type { Sample, Scene } from './cast.ts';
import type { NewMessage } from './new-contents.ts';
import { sentence } from './sample-texts.ts';

/** A number that Discord has not documented. */
const UNKNOWN_TYPE = 63 as MessageType;
const HD_STREAMING_UPGRADED = 55 as MessageType;
const FOLLOWED = { channel_id: '1044444555566667777', guild_id: '1044444555566660000' };

/** What clients write a text for by themselves; the data stands in fields. */
export const systemSamples: Readonly<Record<string, Sample>> = {
  userJoin: (scene) => system(scene, MessageType.UserJoin),
  boost: (scene) => system(scene, MessageType.GuildBoost, { content: '3' }),
  boostTier1: (scene) => system(scene, MessageType.GuildBoostTier1),
  boostTier3: (scene) => system(scene, MessageType.GuildBoostTier3),
  stageStart: (scene) => system(scene, MessageType.StageStart, { content: 'An evening talk' }),
  stageTopic: (scene) => system(scene, MessageType.StageTopic, { content: 'Something else' }),
  stageEnd: (scene) => system(scene, MessageType.StageEnd),
  raidReported: (scene) => system(scene, MessageType.GuildIncidentReportRaid),
  hdStreaming: (scene) => system(scene, HD_STREAMING_UPGRADED),
  unknownType: (scene) => system(scene, UNKNOWN_TYPE, { content: sentence(scene.random) }),

  channelRenamed: (scene) =>
    system(scene, MessageType.ChannelNameChange, { content: 'a-better-name' }),

  channelFollowed: (scene) =>
    system(scene, MessageType.ChannelFollowAdd, {
      content: 'Their news #announcements',
      message_reference: { type: 0, ...FOLLOWED },
    }),

  recipientAdded: (scene) => ({
    ...system(scene, MessageType.RecipientAdd),
    mentionIds: [scene.random.pick(scene.people)],
  }),

  call: (scene) =>
    system(scene, MessageType.Call, {
      call: { participants: scene.random.sample(scene.people, 3), ended_timestamp: null },
    }),

  autoModeration: (scene) => ({
    ...system(scene, MessageType.AutoModerationAction),
    embeds: [
      {
        type: EmbedType.AutoModerationMessage,
        description: `Blocked: <@${scene.random.pick(scene.people)}> is a b*d word`,
        fields: [
          { name: 'rule_name', value: 'Bad words', inline: false },
          { name: 'keyword', value: 'b*d', inline: false },
        ],
      },
    ],
  }),

  pollResult: (scene) => {
    const authorId = scene.random.pick(scene.people);
    const embed = {
      type: EmbedType.PollResult,
      fields: Object.entries({
        poll_question_text: 'Tea or coffee?',
        victor_answer_id: '1',
        victor_answer_text: 'Tea',
        victor_answer_votes: '4',
        total_votes: '7',
      }).map(([name, value]) => ({ name, value, inline: false })),
    };
    return { authorId, type: MessageType.PollResult, mentionIds: [authorId], embeds: [embed] };
  },

  purchase: (scene) =>
    system(scene, MessageType.PurchaseNotification, {
      purchase_notification: {
        type: 0,
        guild_product_purchase: { listing_id: '1045555666677779999', product_name: 'Wallpapers' },
      },
    }),

  subscription: (scene) =>
    system(scene, MessageType.RoleSubscriptionPurchase, {
      role_subscription_data: {
        role_subscription_listing_id: '1045555666677778888',
        tier_name: 'Gold',
        total_months_subscribed: 7,
        is_renewal: true,
      },
    }),

  resolvedUsers: (scene) => {
    const user = scene.guild.user(scene.random.pick(scene.people));
    return { authorId: user.id, extra: { resolved: { users: { [user.id]: user } } } };
  },
};

function system(scene: Scene, type: MessageType, extra: NewMessage['extra'] = {}): NewMessage {
  return { authorId: scene.random.pick(scene.people), type, extra };
}
