import type { PageContent } from '@annals/application';
import { MessageType } from 'discord-api-types/v10';
import { objectIn, objectsIn, type RawPayload } from '../json-shape.ts';

/** What people write, and what bots answer to them; all other kinds may be blank by nature. */
const WRITTEN: readonly unknown[] = [
  MessageType.Default,
  MessageType.Reply,
  MessageType.ChatInputCommand,
  MessageType.ContextMenuCommand,
];
/** What comes without the Message Content intent, too, and says why nothing else is there. */
const ALWAYS_SHOWN = [
  'sticker_items',
  'stickers',
  'message_snapshots',
  'activity',
  'shared_client_theme',
];

/**
 * What a page shows of what people wrote. The bot's own messages and those that mention it tell
 * nothing: they come whole in any case.
 */
export function pageContent(payloads: readonly RawPayload[], botId: string): PageContent {
  const tells = (raw: RawPayload) => WRITTEN.includes(raw.type) && !concernsBot(raw, botId);
  // On nearly every page the first message decides.
  if (payloads.some((raw) => saysSomething(raw) && tells(raw))) return 'shown';
  return payloads.some((raw) => isBlank(raw) && tells(raw)) ? 'blank' : 'unsaid';
}

function saysSomething(raw: RawPayload): boolean {
  if (typeof raw.content === 'string' && raw.content !== '') return true;
  const lists = [raw.embeds, raw.attachments, raw.components];
  return lists.some((list) => Array.isArray(list) && list.length > 0) || isThere(raw.poll);
}

function isBlank(raw: RawPayload): boolean {
  return !saysSomething(raw) && !ALWAYS_SHOWN.some((field) => isThere(raw[field]));
}

function isThere(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null;
}

function concernsBot(raw: RawPayload, botId: string): boolean {
  return (
    objectIn(raw.author)?.id === botId || objectsIn(raw.mentions).some(({ id }) => id === botId)
  );
}
