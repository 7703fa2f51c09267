import type {
  RESTGetAPIChannelMessageResult,
  RESTGetAPIChannelMessagesResult,
} from 'discord-api-types/v10';
import type { Call, FoundChannel } from '../call.ts';
import type { SimulatedGuild } from '../guild.ts';
import type { SimulatedMessage } from '../guild-contents.ts';
import { pageOf } from '../pages.ts';
import { type MessageView, messagePayload } from '../payloads/message.ts';
import { mayEnter, mayReadHistory } from '../permissions.ts';
import { invalidField, missingAccess, missingPermission, unknownMessage } from '../refusal.ts';
import type { Route } from './route.ts';

/** A channel that the bot may be in; whether it may read what was said is another question. */
function enteredChannel(call: Call): FoundChannel {
  const found = call.channel();
  if (!mayEnter(found.guild, found.channel)) throw missingAccess();
  return found;
}

/** The message that the path names, if the bot may read it. */
export function readMessage(call: Call): FoundChannel & { readonly message: SimulatedMessage } {
  const { guild, channel } = enteredChannel(call);
  if (!mayReadHistory(guild, channel)) throw missingPermission();
  const message = guild.findMessage(channel.id, call.id('message'));
  if (message === undefined) throw unknownMessage();
  return { guild, channel, message };
}

function listMessages(call: Call): RESTGetAPIChannelMessagesResult {
  const page = {
    before: call.cursor('before'),
    after: call.cursor('after'),
    around: call.cursor('around'),
    limit: call.integer('limit', { min: 1, max: 100, byDefault: 50 }),
  };
  if ([page.before, page.after, page.around].filter((cursor) => cursor !== null).length > 1) {
    throw invalidField('after', 'BASE_TYPE_CHOICES', 'Only one of before, after, around.');
  }
  const { guild, channel } = enteredChannel(call);
  if (!mayReadHistory(guild, channel)) return [];
  const view = viewOf(call, guild);
  return pageOf(channel, page).map((message) => messagePayload(view, message));
}

function getMessage(call: Call): RESTGetAPIChannelMessageResult {
  const { guild, message } = readMessage(call);
  return messagePayload(viewOf(call, guild), message);
}

function viewOf(call: Call, guild: SimulatedGuild): MessageView {
  const { isOn } = call.state.contentIntent;
  return { guild, showsContent: isOn, signer: call.signer(guild.nowMs) };
}

export const messageRoutes: readonly Route[] = [
  { template: 'GET /channels/{channel}/messages', answer: listMessages },
  { template: 'GET /channels/{channel}/messages/{message}', answer: getMessage },
];
