import type { ChannelId, SyncProgress } from '@annals/domain';
import type { ArchivedThreadPage, ArchivedThreads } from '../ports/platform-capabilities.ts';
import { concernsOneChannel } from './concerns-one-channel.ts';
import { inParallel } from './in-parallel.ts';
import type { ListingWriter } from './listing-writer.ts';
import type { PublicChannels } from './public-channels.ts';
import type { RunSession } from './run-session.ts';
import type { SyncParts } from './sync-parts.ts';

export interface ArchivedThreadsToList {
  readonly archivedThreads: ArchivedThreads;
  /** Of channels that were there before this run too. */
  readonly known: readonly SyncProgress[];
  readonly parentIds: readonly ChannelId[];
  readonly writer: ListingWriter;
  readonly publicChannels: PublicChannels;
}

/**
 * Lists the archived threads of every channel that may have some, back to where an earlier run
 * began. `quiet` when nothing was archived since, in any channel.
 */
export async function discoverArchivedThreads(
  parts: SyncParts,
  session: RunSession,
  { archivedThreads, known, parentIds, writer, publicChannels }: ArchivedThreadsToList,
): Promise<'changes' | 'quiet'> {
  const progressOf = new Map(known.map((progress) => [progress.channelId, progress]));
  let found: 'changes' | 'quiet' = 'quiet';
  const listOne = async (parentId: ChannelId) => {
    const before = progressOf.get(parentId)?.archivedThreadsBookmark;
    const listedUntil = parts.fullReading === null ? (before ?? null) : null;
    const bookmark = await orNoteProblem(session, { parentId, publicChannels }, () =>
      listThreads(archivedThreads, { parentId, listedUntil, writer, publicChannels }),
    );
    if (bookmark === undefined || bookmark !== before) found = 'changes';
  };
  await inParallel(parentIds, parts.settings.channelConcurrency, listOne);
  return found;
}

/** The channel's new bookmark. */
async function listThreads(
  archivedThreads: ArchivedThreads,
  {
    parentId,
    listedUntil,
    writer,
    publicChannels,
  }: {
    readonly parentId: ChannelId;
    readonly listedUntil: string | null;
    readonly writer: ListingWriter;
    readonly publicChannels: PublicChannels;
  },
): Promise<string | null> {
  const ask = publicChannels.askOfPlace(parentId);
  let bookmark: string | null = null;
  let page: string | null = null;
  do {
    const request: { page: string | null; listedUntil: string | null } = { page, listedUntil };
    const answer: ArchivedThreadPage = await ask((call) =>
      archivedThreads.listArchivedThreads(parentId, request, call),
    );
    bookmark ??= answer.bookmark;
    page = answer.nextPage;
    await writer.add(answer.threads);
  } while (page !== null);
  if (bookmark !== null && bookmark !== listedUntil) writer.complete(parentId, bookmark);
  return bookmark;
}

/** Undefined when the channel could not be listed: its old bookmark stays for the next run. */
async function orNoteProblem(
  session: RunSession,
  {
    parentId,
    publicChannels,
  }: { readonly parentId: ChannelId; readonly publicChannels: PublicChannels },
  list: () => Promise<string | null>,
): Promise<string | null | undefined> {
  try {
    return await list();
  } catch (error) {
    if (!concernsOneChannel(error)) throw error;
    if (error.code === 'forbidden') publicChannels.noteRefusal(parentId, error);
    await session.noteAlone({
      code: error.code,
      message: `Its archived threads could not be listed. ${error.message}`,
      channelId: parentId,
      messageId: null,
    });
    return undefined;
  }
}
