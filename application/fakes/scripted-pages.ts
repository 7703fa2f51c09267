import type { MessageId, PlatformMessage, PlatformUserId } from '@annals/domain';
import type { MessagePage, PageContent } from '../ports/platform-adapter.ts';
import type { ArchivedThreadPage, ReactionUserPage } from '../ports/platform-capabilities.ts';
import { type ScriptedChannel, toPlatformChannel, toPlatformMessage } from './scripted-entities.ts';

/** Threads archived this long before a bookmark are listed again. */
const LISTING_OVERLAP_MS = 10_000;

export function messagePage(
  { id: channelId, messages: all }: ScriptedChannel,
  after: MessageId | null,
  { size, isContentWithheld }: { readonly size: number; readonly isContentWithheld: boolean },
): MessagePage {
  const found = all.after(after, size);
  const read = found.filter(({ unreadable }) => unreadable === null);
  const messages = read
    .map((message) => toPlatformMessage(channelId, message))
    .map((message) => (isContentWithheld ? withoutContent(message) : message));
  return {
    messages,
    unreadable: found.flatMap(({ id, unreadable }) =>
      unreadable === null ? [] : [{ messageId: id, reason: unreadable }],
    ),
    lastId: found.at(-1)?.id ?? null,
    content: pageContent(messages),
  };
}

function withoutContent(message: PlatformMessage): PlatformMessage {
  return { ...message, content: '', attachments: [] };
}

function pageContent(messages: readonly PlatformMessage[]): PageContent {
  const written = messages.filter(({ type }) => type === 'default' || type === 'reply');
  if (written.length === 0) return 'unsaid';
  const saysSomething = ({ content, attachments }: PlatformMessage) =>
    content !== '' || attachments.length > 0;
  return written.some(saysSomething) ? 'shown' : 'blank';
}

export function archivedThreadPage(
  threads: readonly ScriptedChannel[],
  request: { readonly page: string | null; readonly listedUntil: string | null },
  size: number,
): ArchivedThreadPage {
  const archived = threads.filter(({ archivedAt }) => archivedAt !== null);
  const { page, listedUntil } = request;
  const since = listedUntil === null ? -Infinity : Number(listedUntil) - LISTING_OVERLAP_MS;
  const wanted = archived
    .filter((thread) => archiveTime(thread) >= since)
    .sort((a, b) => archiveTime(b) - archiveTime(a) || compareText(b.id, a.id));
  const left = wanted.filter((thread) => page === null || position(thread) < page);
  const listed = left.slice(0, size);
  const last = listed.at(-1);
  return {
    threads: listed.map(toPlatformChannel),
    nextPage: last === undefined || left.length === listed.length ? null : position(last),
    bookmark: archived.length === 0 ? null : String(Math.max(...archived.map(archiveTime))),
  };
}

export function reactionUserPage(
  users: ReadonlySet<PlatformUserId>,
  page: string | null,
  size: number,
): ReactionUserPage {
  const left = [...users].sort(compareText).filter((user) => page === null || user > page);
  const userIds = left.slice(0, size);
  return { userIds, nextPage: left.length > userIds.length ? (userIds.at(-1) ?? null) : null };
}

function archiveTime({ archivedAt }: ScriptedChannel): number {
  return archivedAt?.getTime() ?? 0;
}

/** Sorts as text; names the place even when the thread itself has left the list since. */
function position(thread: ScriptedChannel): string {
  return `${String(archiveTime(thread)).padStart(16, '0')} ${thread.id.padStart(20, '0')}`;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
