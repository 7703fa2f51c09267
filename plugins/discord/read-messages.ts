import {
  type MessagePage,
  type PlatformCall,
  PlatformError,
  type UnreadableMessage,
} from '@annals/application';
import type { ChannelId, MessageId, PlatformMessage } from '@annals/domain';
import { z } from 'zod';
import { unreadableAnswer } from './errors.ts';
import { snowflakeIn } from './field-values.ts';
import { objectIn } from './json-shape.ts';
import { pageContent } from './page-content.ts';
import type { RawPayload } from './payloads.ts';
import { peopleIn } from './people.ts';
import type { DiscordRest } from './rest.ts';
import { compareSnowflakes } from './snowflake.ts';
import { toMessage } from './to-message.ts';

const ROUTE = '/channels/{channel}/messages';

interface MessageReader {
  readonly rest: DiscordRest;
  /** The user that the token stands for. */
  botId(call: PlatformCall): Promise<string>;
}

/**
 * The oldest messages after `after`. Discord selects those, and then lists them newest first: the
 * order is turned around here, and the newest id is looked for instead of taken from a place.
 *
 * A message that lacks what Discord gives each, its author too, is believed when it comes so twice:
 * nobody asks for it again once the run is past it.
 */
export async function readMessages(
  { rest, botId }: MessageReader,
  channelId: ChannelId,
  { after, limit }: { readonly after: MessageId | null; readonly limit: number },
  call: PlatformCall,
): Promise<MessagePage> {
  let bytes = 0;
  const question = {
    route: ROUTE,
    ids: { channel: channelId },
    query: { after: after ?? '0', limit: String(limit) },
    schema: z.array(z.unknown()),
    onBytes: (weight: number) => {
      bytes = weight;
    },
  };
  let page = understand(channelId, await rest.get(question, call));
  if (isDamaged(page)) page = understand(channelId, await rest.get(question, call));
  const { raws, messages, unreadable } = page;
  const lastId = newest([
    ...messages.map(({ id }) => id),
    ...unreadable.map((one) => one.messageId),
  ]);
  // Without any id there is nothing to go on from, and it must not look like the end.
  if (lastId === null && raws.length > 0) throw unreadableAnswer(`GET ${ROUTE}`);
  return {
    messages: messages.sort((a, b) => compareSnowflakes(a.id, b.id)),
    unreadable,
    lastId,
    bytes,
    content: raws.length === 0 ? 'unsaid' : pageContent(raws, await botId(call)),
  };
}

interface UnderstoodPage {
  readonly raws: readonly RawPayload[];
  readonly messages: PlatformMessage[];
  readonly unreadable: UnreadableMessage[];
}

function understand(channelId: ChannelId, payloads: readonly unknown[]): UnderstoodPage {
  const raws = payloads.map((payload) => objectIn(payload) ?? {});
  const messages: PlatformMessage[] = [];
  const unreadable: UnreadableMessage[] = [];
  for (const raw of raws) {
    const message = toMessage(channelId, raw);
    if (message === null) unreadable.push(unreadableMessage(raw));
    else messages.push(message);
  }
  return { raws, messages, unreadable };
}

function isDamaged({ messages, unreadable }: UnderstoodPage): boolean {
  return unreadable.length > 0 || messages.some(({ authorId }) => authorId === null);
}

/** What a page of a channel that the bot may see and whose history it may not read stands for. */
export function historyForbidden(): PlatformError {
  return new PlatformError(
    'forbidden',
    'The bot may not read the history of this channel: give it Read Message History there (and Connect in voice channels).',
  );
}

function unreadableMessage(raw: RawPayload): UnreadableMessage {
  const reason =
    peopleIn(raw) === null
      ? 'It is nested deeper than any message that Discord makes.'
      : 'It lacks what every message has: an id, a type or a time.';
  return { messageId: snowflakeIn(raw.id) as MessageId | null, reason };
}

function newest(ids: readonly (MessageId | null)[]): MessageId | null {
  return ids.reduce(
    (last, id) => (last === null || (id !== null && compareSnowflakes(id, last) > 0) ? id : last),
    null,
  );
}
