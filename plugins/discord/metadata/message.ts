import { objectIn, type RawPayload } from '../json-shape.ts';
import { application } from './application.ts';
import { attachedFile } from './attachment.ts';
import { component } from './component.ts';
import { embed } from './embed.ts';
import {
  flags,
  foundAt,
  id,
  ids,
  idsOfObjects,
  list,
  mark,
  name,
  number,
  one,
  people,
  person,
  text,
  texts,
  time,
} from './fields.ts';
import {
  activityTypes,
  baseThemes,
  interactionTypes,
  messageFlags,
  messageTypeNames,
  referenceTypes,
  stickerFormats,
} from './names.ts';
import { poll, pollResult, pollResultFields } from './poll.ts';
import { type Shape, shape } from './shape.ts';

const reference: Shape = shape('Message reference', {
  type: name(referenceTypes, 'Missing on old messages, which forward nothing'),
  messageId: id('The message; missing when only its channel is meant'),
  channelId: id('Its channel, maybe of another guild'),
  guildId: id('Its guild, maybe another one'),
});

const interaction: Shape = shape('Interaction', {
  type: name(interactionTypes, 'How somebody used the app'),
  name: text('The name of the command'),
  user: person('Who used it'),
  targetUser: person('On whom it was used'),
  targetMessageId: id('On which message it was used'),
  interactedMessageId: id('On which message the button or menu stands'),
  originalResponseMessageId: id('The first answer, when this is a later one'),
});

const activity: Shape = shape('Activity', {
  type: name(activityTypes, 'What others are invited to'),
});

const startedThread: Shape = shape('Started thread', {
  id: id('The thread, a row of `channels`'),
  name: text('Its name when the message was read'),
});

const call: Shape = shape('Call', {
  participants: people('Who took part'),
  endedTimestamp: time('When it ended'),
});

const roleSubscription: Shape = shape('Role subscription', {
  roleSubscriptionListingId: id('The offer'),
  tierName: text('The tier'),
  totalMonthsSubscribed: number('Months so far'),
  isRenewal: mark('Renewed, not new'),
});

const product: Shape = shape('Product', {
  listingId: id('The offer'),
  productName: text('Its name'),
});

const purchase: Shape = shape('Purchase', {
  guildProductPurchase: one(() => product, 'What was bought in the shop of the guild'),
});

const sticker: Shape = shape('Sticker', {
  id: id('The sticker'),
  name: text('Its name'),
  format: foundAt('format_type', name(stickerFormats, 'The kind of its file')),
});

const theme: Shape = shape('Theme', {
  colors: texts('Its colours, in hexadecimal'),
  gradientAngle: number('Degrees, of how they run'),
  baseMix: number('Their strength, up to 100'),
  baseTheme: name(baseThemes, 'What they colour'),
});

/** What messages have beyond their text, here and inside a forward. */
const looks = {
  flags: flags(messageFlags, 'What Discord marks it with'),
  mentions: people('Whom it mentions, also by answering'),
  mentionRoleIds: foundAt('mention_roles', ids('Roles that it mentions')),
  stickerItems: foundAt(
    // Old messages have them whole.
    ({ sticker_items: items, stickers }) => items ?? stickers,
    list(() => sticker, 'Its stickers'),
  ),
  embeds: list(() => embed, 'Its embeds'),
  components: list(
    () => component,
    'Its buttons and menus; the text of messages made of components',
  ),
} as const;

const snapshot: Shape = shape('Forwarded message', {
  type: name(messageTypeNames, 'The kind of the message'),
  content: text('Its text'),
  timestamp: time('When it was sent'),
  editedTimestamp: time('When its text was last changed before'),
  ...looks,
  attachments: list(() => attachedFile, 'Its files'),
});

const forwarded: Shape = shape('Snapshot', {
  message: one(() => snapshot, 'The message as it was, without its author'),
});

/** What a message has beyond its columns. */
export const messageMetadata: Shape = shape('messages', {
  ...looks,
  pinned: mark('It is pinned'),
  tts: mark('It was read aloud'),
  mentionEveryone: mark('It mentions @everyone or @here'),
  mentionChannelIds: foundAt(
    'mention_channels',
    idsOfObjects('Channels that a crossposted message mentions'),
  ),
  webhook: foundAt(isOfWebhook, mark('A webhook wrote it: `author_hash` is the webhook')),
  bot: foundAt((payload) => objectIn(payload.author)?.bot, mark('A bot or a webhook wrote it')),
  system: foundAt((payload) => objectIn(payload.author)?.system, mark('Discord itself wrote it')),
  applicationId: id('The app that it came through, as a hash, like `application.id`'),
  application: one(() => application, 'The app or game that an activity belongs to'),
  activity: one(() => activity, 'An invitation to play, watch or listen'),
  interaction: foundAt(
    interactionOf,
    one(() => interaction, 'The command or button it answers'),
  ),
  messageReference: one(() => reference, 'The message it answers, forwards, pins or reposts'),
  messageSnapshots: list(() => forwarded, 'What it forwards'),
  thread: one(() => startedThread, 'The thread that was started from it'),
  poll: one(() => poll, 'Its poll'),
  pollResult: foundAt(
    pollResultFields,
    one(() => pollResult, 'How a poll ended'),
  ),
  call: one(() => call, 'Its call'),
  roleSubscriptionData: one(() => roleSubscription, 'A purchase of a role'),
  purchaseNotification: one(() => purchase, 'A purchase of something else'),
  sharedClientTheme: one(() => theme, 'Colours for the client, which it shares'),
});

/** Answers of apps name a webhook too: the app. */
function isOfWebhook({ webhook_id: webhookId, application_id: appId }: RawPayload): boolean {
  return typeof webhookId === 'string' && webhookId !== appId;
}

/** The name of a command stands in the older of the two fields. */
function interactionOf(payload: RawPayload): RawPayload | null {
  const older = objectIn(payload.interaction);
  const newer = objectIn(payload.interaction_metadata);
  return older === null ? newer : { ...older, ...newer };
}
