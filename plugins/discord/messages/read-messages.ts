import type {
  MessagePage,
  PageContent,
  PlatformCall,
  UnreadableMessage,
} from '@annals/application';
import type { ChannelId, MessageId, PlatformMessage } from '@annals/domain';
import { z } from 'zod';
import type { Bot } from '../bot.ts';
import { snowflakeIn } from '../field-values.ts';
import { objectIn, type RawPayload } from '../json-shape.ts';
import { unreadableAnswer } from '../requests/errors.ts';
import type { DiscordRest } from '../requests/rest.ts';
import { compareSnowflakes } from '../snowflake.ts';
import { type MessagePayload, messagePayload } from './message-payload.ts';
import { pageContent } from './page-content.ts';
import { toMessage } from './to-message.ts';

const ROUTE = '/channels/{channel}/messages';
/** Taken as it is: zod's own array makes another one, item by item. */
const LIST = z.custom<readonly unknown[]>(Array.isArray);

interface WantedPage {
  readonly channelId: ChannelId;
  readonly after: MessageId | null;
  readonly limit: number;
}

/**
 * The oldest messages after `after`. Discord selects those, and then lists them newest first: the
 * order is turned around here, and the newest id is looked for instead of taken from a place.
 *
 * A message that lacks what Discord gives each, its author too, is believed when it comes so twice:
 * nobody asks for it again once the run is past it.
 */
export async function readMessages(
  rest: DiscordRest,
  bot: Bot,
  { channelId, after, limit }: WantedPage,
  call: PlatformCall,
): Promise<MessagePage> {
  let bytes = 0;
  const question = {
    route: ROUTE,
    ids: { channel: channelId },
    query: { after: after ?? '0', limit: String(limit) },
    schema: LIST,
    onBytes: (weight: number) => {
      bytes = weight;
    },
  };
  let items = itemsOf(await rest.get(question, call));
  if (items.some(isDamaged)) items = itemsOf(await rest.get(question, call));
  const lastId = newest(items.map(idOf));
  // Without any id there is nothing to go on from, and it must not look like the end.
  if (lastId === null && items.length > 0) throw unreadableAnswer(`GET ${ROUTE}`);
  const raws = items.map(({ raw }) => raw);
  const content = raws.length === 0 ? 'unsaid' : pageContent(raws, await bot.id(call));
  return new DiscordPage(channelId, items, { lastId, bytes, content });
}

/** A message as it came. */
interface Item {
  readonly raw: RawPayload;
  /** Null when it lacks what every message has. */
  readonly payload: MessagePayload | null;
}

/**
 * A page whose messages are made when they are first asked for: where it ends is known before, so
 * that the next one can be on its way meanwhile.
 */
class DiscordPage implements MessagePage {
  readonly lastId: MessageId | null;
  readonly bytes: number;
  readonly content: PageContent;
  readonly #channelId: ChannelId;
  /** None any more once the messages are made: a page may weigh megabytes. */
  #items: readonly Item[];
  #made: Pick<MessagePage, 'messages' | 'unreadable'> | null = null;

  constructor(
    channelId: ChannelId,
    items: readonly Item[],
    { lastId, bytes, content }: Pick<DiscordPage, 'lastId' | 'bytes' | 'content'>,
  ) {
    this.#channelId = channelId;
    this.#items = items;
    this.lastId = lastId;
    this.bytes = bytes;
    this.content = content;
  }

  get messages(): MessagePage['messages'] {
    return this.#make().messages;
  }

  get unreadable(): MessagePage['unreadable'] {
    return this.#make().unreadable;
  }

  #make(): Pick<MessagePage, 'messages' | 'unreadable'> {
    if (this.#made !== null) return this.#made;
    const messages: PlatformMessage[] = [];
    const unreadable: UnreadableMessage[] = [];
    for (const item of this.#items) {
      const message = toMessage(this.#channelId, item.raw, item.payload);
      if (message === null) unreadable.push(unreadableMessage(item));
      else messages.push(message);
    }
    messages.sort((a, b) => compareSnowflakes(a.id, b.id));
    this.#items = [];
    this.#made = { messages, unreadable };
    return this.#made;
  }
}

function itemsOf(answer: readonly unknown[]): Item[] {
  return answer.map((one) => {
    const raw = objectIn(one) ?? {};
    return { raw, payload: messagePayload(raw) };
  });
}

function idOf({ raw }: Item): MessageId | null {
  return snowflakeIn(raw.id) as MessageId | null;
}

function isDamaged({ payload }: Item): boolean {
  return payload === null || payload.authorId === null;
}

function unreadableMessage(item: Item): UnreadableMessage {
  const reason =
    item.payload === null
      ? 'It lacks what every message has: an id, a type or a time.'
      : 'It is nested deeper than any message that Discord makes.';
  return { messageId: idOf(item), reason };
}

function newest(ids: readonly (MessageId | null)[]): MessageId | null {
  return ids.reduce(
    (last, id) => (last === null || (id !== null && compareSnowflakes(id, last) > 0) ? id : last),
    null,
  );
}
