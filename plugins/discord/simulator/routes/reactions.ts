import type { RESTGetAPIChannelMessageReactionUsersResult } from 'discord-api-types/v10';
import type { Call } from '../call.ts';
import type { SimulatedMessage, SimulatedReaction } from '../guild-contents.ts';
import { unknownEmoji } from '../refusal.ts';
import { compareIds } from '../snowflakes.ts';
import { readMessage } from './messages.ts';
import type { Route } from './route.ts';

const BURST = 1;
const CUSTOM = /^\w+:(\d+)$/;
const UNICODE = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u;

/** By user id: the platform knows no time of a reaction. */
function listReactionUsers(call: Call): RESTGetAPIChannelMessageReactionUsersResult {
  const limit = call.integer('limit', { min: 1, max: 100, byDefault: 25 });
  const kind = call.integer('type', { min: 0, max: 1, byDefault: 0 });
  const after = call.cursor('after') ?? 0n;
  const { guild, message } = readMessage(call);
  const reaction = findReaction(message, call.segment('emoji'));
  if (reaction === null) return [];
  return [...(kind === BURST ? reaction.burst : reaction.normal)]
    .filter((id) => BigInt(id) > after)
    .sort(compareIds)
    .slice(0, limit)
    .flatMap((id) => guild.users.get(id) ?? []);
}

/** Null when it is an emoji, but nobody used it here. Of a custom one only the id counts. */
function findReaction({ reactions }: SimulatedMessage, emoji: string): SimulatedReaction | null {
  const customId = CUSTOM.exec(emoji)?.[1];
  if (customId === undefined && !UNICODE.test(emoji)) throw unknownEmoji();
  const found = reactions.find(({ emoji: { id, name } }) =>
    customId === undefined ? id === null && name === emoji : id === customId,
  );
  if (found?.unlistable === true) throw unknownEmoji();
  return found ?? null;
}

export const reactionRoutes: readonly Route[] = [
  {
    template: 'GET /channels/{channel}/messages/{message}/reactions/{emoji}',
    answer: listReactionUsers,
  },
];
