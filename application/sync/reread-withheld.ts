import type { ChannelId, MessageId, Tenant, WithheldStretch } from '@annals/domain';
import type { MessagePage } from '../ports/platform-adapter.ts';
import { anonymise } from './anonymise-payload.ts';
import { concernsOneChannel } from './concerns-one-channel.ts';
import type { WithheldChannel } from './content-doubt.ts';
import { judgePage } from './judge-content.ts';
import { listMessages } from './list-messages.ts';
import { markMissing } from './mark-missing.ts';
import { markRemoved } from './mark-removed.ts';
import type { Ask, PublicChannels } from './public-channels.ts';
import type { RunSession } from './run-session.ts';
import { storeMessages } from './store-messages.ts';
import type { SyncParts } from './sync-parts.ts';
import { worthStoring } from './worth-storing.ts';

/** Channels taken from the list at a time. */
const LIST_SIZE = 100;
const PAGE_SIZE = 100;

/**
 * Reads again what was stored blank, page by page, and crosses off what it has. A run in which no
 * text was met stops at the first page that is blank still: one request tells that nothing changed.
 * A page on which nobody wrote anything tells nothing: it waits until another one does.
 */
export async function rereadWithheld(
  parts: SyncParts,
  session: RunSession,
  tenant: Tenant,
  publicChannels: PublicChannels,
): Promise<void> {
  const { progress } = parts.unitOfWork.repositories;
  const reread = async (channel: WithheldChannel) =>
    await rereadChannel(parts, session, channel, await publicChannels.askById(channel.channelId));
  const untold: WithheldChannel[] = [];
  let after: ChannelId | null = null;
  for (;;) {
    const channels: WithheldChannel[] = await progress.withheld(tenant.id, {
      after,
      limit: LIST_SIZE,
      of: parts.filter,
    });
    const last = channels.at(-1);
    if (last === undefined) break;
    after = last.channelId;
    for (const channel of channels) {
      if (parts.content.isRaised) return;
      if ((await reread(channel)) === 'untold') untold.push(channel);
    }
  }
  if (!parts.content.hasShown) return;
  for (const channel of untold) await reread(channel);
}

/** `untold`: nothing was stored, as nothing has told yet whether texts come. */
async function rereadChannel(
  parts: SyncParts,
  session: RunSession,
  channel: WithheldChannel,
  ask: Ask,
): Promise<'untold' | 'done'> {
  try {
    return await rereadPages(parts, session, channel, ask);
  } catch (error) {
    if (!concernsOneChannel(error)) throw error;
    const { channelId } = channel;
    // Somebody deleted it: that is no trouble, and there is nothing to ask for any more.
    if (error.code === 'gone') await markRemoved(parts, session, channelId);
    else {
      await session.noteAlone({
        code: error.code,
        message: `What came blank could not be read again. ${error.message}`,
        channelId,
        messageId: null,
      });
    }
    return 'done';
  }
}

async function rereadPages(
  parts: SyncParts,
  session: RunSession,
  { channelId, ...stretch }: WithheldChannel,
  ask: Ask,
): Promise<'untold' | 'done'> {
  const order = parts.adapter.messageIdOrder;
  let after: MessageId | null = stretch.after;
  for (;;) {
    const question: { after: MessageId | null; limit: number } = { after, limit: PAGE_SIZE };
    const page: MessagePage = await listMessages(parts.adapter, ask, channelId, question);
    await judgePage(parts, session, page);
    const { lastId } = page;
    if (page.content !== 'shown' && lastId !== null && !parts.content.hasShown) {
      if (page.content === 'unsaid') return 'untold';
      parts.content.raise();
      return 'done';
    }
    const isLast = lastId === null || order.compare(lastId, stretch.upTo) >= 0;
    await storePage(parts, session, page, {
      channelId,
      after,
      upTo: isLast ? stretch.upTo : lastId,
      rest: isLast ? null : { ...stretch, after: lastId },
    });
    if (isLast) return 'done';
    after = lastId;
  }
}

/** `rest`: what is still to be read then; null: nothing. */
async function storePage(
  parts: SyncParts,
  session: RunSession,
  page: MessagePage,
  read: WithheldChannel & { readonly rest: WithheldStretch | null },
): Promise<void> {
  const { tenantId } = session.lease;
  const { channelId, after, upTo, rest } = read;
  const order = parts.adapter.messageIdOrder;
  const messages = page.messages.filter(({ id }) => order.compare(id, upTo) <= 0);
  const isBlank = page.content !== 'shown';
  if (isBlank) parts.content.remember({ channelId, after, upTo });
  await session.write(async (repositories) => {
    const came = [...messages.map(({ id }) => id), ...page.unreadable.map((one) => one.messageId)];
    const missing = await markMissing(parts, repositories, tenantId, {
      ...{ channelId, after, upTo },
      came: new Set(came),
    });
    const read = messages.map((message) => anonymise(parts, tenantId, message));
    const of = { tenantId, channelId };
    const counts = await storeMessages(
      repositories,
      tenantId,
      isBlank ? await worthStoring(parts, repositories, of, read) : read,
    );
    // An empty page where messages are stored is not believed: they are asked for, and it again.
    const isDone = page.lastId !== null || missing === 0;
    if (isDone) await repositories.progress.noteWithheld(tenantId, channelId, rest);
    return counts;
  });
}
