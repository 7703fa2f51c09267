import { describe, expect, test } from 'bun:test';
import { type APIMessage, MessageFlags, MessageType } from 'discord-api-types/v10';
import { guild, isPerson, namesPerson, payloads, posted, rows } from './test-guild.ts';

/** Each has to hold for at least one message that everyone may read. */
const messages: Readonly<Record<string, (message: APIMessage) => boolean>> = {
  'a reply': ({ type }) => type === MessageType.Reply,
  'a reply that mentions whom it answers': (message) =>
    message.type === MessageType.Reply && message.mentions.length === 1,
  'a reply to a deleted message': (message) =>
    message.type === MessageType.Reply && answered(message) === undefined,
  'a reply to somebody who reacted to it': (message) => {
    const author = answered(message)?.payload.author.id ?? '';
    const { reactions } = guild.message(message.channel_id, message.id);
    return message.type === MessageType.Reply && reactions.some(({ normal }) => normal.has(author));
  },
  'a pin that says which': (message) =>
    message.type === MessageType.ChannelPinnedMessage &&
    message.message_reference?.message_id !== undefined,
  'somebody joined': ({ type }) => type === MessageType.UserJoin,
  'a boost': ({ type }) => type === MessageType.GuildBoost,
  'a boost that raises the tier': ({ type }) => type === MessageType.GuildBoostTier1,
  'a new name of the channel': ({ type, content }) =>
    type === MessageType.ChannelNameChange && content !== '',
  'a followed channel': ({ type }) => type === MessageType.ChannelFollowAdd,
  'somebody added': ({ type, mentions }) =>
    type === MessageType.RecipientAdd && mentions.length === 1,
  'a call': ({ call }) => call?.participants.some(isPerson) === true,
  'an opened thread': ({ type, message_reference: reference }) =>
    type === MessageType.ThreadCreated && guild.channels.has(reference?.channel_id ?? ''),
  'the stub that begins a thread': (message) =>
    message.type === MessageType.ThreadStarterMessage && answered(message) !== undefined,
  'a stub whose source is deleted': (message) =>
    message.type === MessageType.ThreadStarterMessage && answered(message) === undefined,
  'a thread on a message': ({ id, flags = 0 }) =>
    (flags & MessageFlags.HasThread) !== 0 && guild.channels.has(id),
  'automatic moderation': ({ type, embeds: [embed] }) =>
    type === MessageType.AutoModerationAction && namesPerson(embed?.description),
  'the result of a poll': ({ type, embeds: [embed], mentions }) =>
    type === MessageType.PollResult && embed?.fields !== undefined && mentions.length === 1,
  'a slash command': (message) =>
    message.type === MessageType.ChatInputCommand &&
    isPerson(message.interaction_metadata?.user.id),
  'an app installed by a person': ({ interaction_metadata: data }) =>
    isPerson(data?.authorizing_integration_owners[1]) && data !== undefined,
  'a context menu': (message) =>
    message.type === MessageType.ContextMenuCommand &&
    isPerson(message.interaction_metadata?.user.id),
  'the start and topic of a stage': ({ type }) => type === MessageType.StageTopic,
  'a documented type that libraries lack': ({ type }) => type === (55 as MessageType),
  'a type that nobody knows': ({ type }) => type === (63 as MessageType),
  'a forward': (message) =>
    message.message_reference?.type === 1 &&
    ((message.flags ?? 0) & MessageFlags.HasSnapshot) !== 0 &&
    message.content === '' &&
    namesPerson(message.message_snapshots?.[0]?.message.content) &&
    (message.message_snapshots?.[0]?.message.mentions.length ?? 0) > 0 &&
    (message.message_snapshots?.[0]?.message.attachments.length ?? 0) > 0,
  'a poll with results': ({ poll }) =>
    poll?.results !== undefined && namesPerson(poll.question.text),
  'a sticker': ({ sticker_items: items = [] }) => items.length > 0,
  'an embed that names people everywhere': ({ embeds: [embed] }) =>
    /users\/\d+/.test(embed?.author?.url ?? '') &&
    /avatars\/\d+\/[0-9a-f]{32}/.test(embed?.author?.icon_url ?? '') &&
    namesPerson(embed?.fields?.[0]?.value) &&
    /discord\.com\/users\/\d+/.test(embed?.description ?? ''),
  'a file in an embed': ({ embeds: [embed] }) => /attachments/.test(embed?.image?.url ?? ''),
  'a webhook': ({ webhook_id: id = '' }) => guild.webhooks.has(id),
  'a webhook under a free name': ({ webhook_id: id = '', author }) =>
    guild.webhooks.has(id) && guild.webhooks.get(id)?.username !== author.username,
  'a bot': ({ author }) => author.bot === true && guild.users.has(author.id),
  'several files': ({ attachments }) => attachments.length >= 3,
  'a voice message': ({ flags = 0, attachments: [file] }) =>
    (flags & MessageFlags.IsVoiceMessage) !== 0 && file?.waveform !== undefined,
  'a crosspost': ({ flags = 0, mention_channels: mentioned = [], message_reference: from }) =>
    (flags & MessageFlags.IsCrosspost) !== 0 && mentioned.length > 0 && from !== undefined,
  'text in components': ({ flags = 0, content, components }) =>
    (flags & MessageFlags.IsComponentsV2) !== 0 &&
    content === '' &&
    namesPerson(JSON.stringify(components)),
  'a subscription': ({ role_subscription_data: data }) => data !== undefined,
  'a party named for a person': ({ activity, application_id: application }) =>
    isPerson(activity?.party_id?.split(':')[1]) && application !== undefined,
  'resolved users': ({ resolved }) => Object.keys(resolved?.users ?? {}).some(isPerson),
  '@everyone and a role': (message) => message.mention_everyone && message.mention_roles.length > 0,
  'an edit': (message) => message.edited_timestamp !== null,
  'an edit with microseconds': (message) => message.edited_timestamp?.includes('987+') === true,
  'no content, edited': (message) => message.content === '' && message.edited_timestamp !== null,
  'no content at all': ({ content, type, attachments, embeds }) =>
    content === '' && type === 0 && attachments.length + embeds.length === 0,
  '4,000 characters': ({ content }) => content.length >= 3999,
};

function answered({ message_reference: reference }: APIMessage) {
  return guild.findMessage(reference?.channel_id ?? '', reference?.message_id ?? '');
}

describe('among what everyone may read there is', () => {
  test.each(rows(messages))('%s', (_, holds) => expect(payloads.some(holds)).toBe(true));
  test('a message with 20 emoji', () =>
    expect(Math.max(...posted.map(({ reactions }) => reactions.length))).toBe(20));
});

test('everybody who is named belongs to the guild, so that a leak can be found', () => {
  const people = new Set(guild.everyUserId());
  const users = payloads.flatMap(({ author, mentions }) => [author, ...mentions]);
  expect(users.filter(({ id }) => !people.has(id))).toEqual([]);
});
