import type { ChannelId, Tenant } from '@annals/domain';
import type { MessageKey } from '../ports/attachment-repository.ts';
import type { MessageLookup } from '../ports/platform-capabilities.ts';
import type { PlatformError } from '../ports/platform-error.ts';
import { concernsOneChannel } from './concerns-one-channel.ts';
import type { PublicChannels } from './public-channels.ts';
import type { RunSession } from './run-session.ts';
import type { SyncParts } from './sync-parts.ts';

/**
 * Messages that one run asks for by themselves, at a request each: more than people delete between
 * two runs, and little beside what a run costs. What is left is asked for by the next one.
 */
const CHECKS_A_RUN = 200;
/** Answers that one transaction stores. */
const CHECKS_PER_WRITE = 25;

interface Asking {
  readonly messageLookup: MessageLookup;
  readonly publicChannels: PublicChannels;
}

/**
 * Asks for messages that did not come where they stood. Only the platform's own word that one is
 * not there makes it a tombstone: a page may be short or wrong.
 */
export async function checkMissing(
  parts: SyncParts,
  session: RunSession,
  tenant: Tenant,
  asking: Asking,
): Promise<void> {
  const { missingMessages } = parts.unitOfWork.repositories;
  /** Channels that cannot be asked now: their messages keep no place from those of others. */
  const blocked: ChannelId[] = [];
  for (let left = CHECKS_A_RUN; left > 0; ) {
    const limit = Math.min(left, CHECKS_PER_WRITE);
    const missing = await missingMessages.list(tenant.id, limit, blocked, parts.filter);
    if (missing.length === 0) return;
    const answers: Answers = { there: [], deleted: [], gone: [], refused: [] };
    try {
      for (const [channelId, keys] of Map.groupBy(missing, (key) => key.channelId)) {
        await askFor(asking, channelId, keys, answers);
      }
    } finally {
      // Also when the run breaks off here: what was asked is not asked again.
      await store(parts, session, tenant, answers);
    }
    const { there, deleted, gone, refused } = answers;
    left -= there.length + deleted.length + gone.length + refused.length;
    blocked.push(...refused.map(({ channelId }) => channelId));
  }
}

interface Answers {
  readonly there: MessageKey[];
  readonly deleted: MessageKey[];
  /** Channels that are not there any more. */
  readonly gone: ChannelId[];
  /** Channels that cannot be asked now, and why: the next run asks again. */
  readonly refused: { readonly channelId: ChannelId; readonly error: PlatformError }[];
}

/** Asks for messages of one channel, up to the first that it does not answer for. */
async function askFor(
  { messageLookup, publicChannels }: Asking,
  channelId: ChannelId,
  keys: readonly MessageKey[],
  { there, deleted, gone, refused }: Answers,
): Promise<void> {
  const ask = await publicChannels.askById(channelId);
  try {
    for (const key of keys) {
      const isThere = await ask((call) => messageLookup.hasMessage(channelId, key.messageId, call));
      (isThere ? there : deleted).push(key);
    }
  } catch (error) {
    if (!concernsOneChannel(error)) throw error;
    if (error.code === 'gone') gone.push(channelId);
    else refused.push({ channelId, error });
  }
}

async function store(
  { clock }: SyncParts,
  session: RunSession,
  tenant: Tenant,
  { there, deleted, gone, refused }: Answers,
): Promise<void> {
  if (there.length + deleted.length + gone.length + refused.length === 0) return;
  await session.write(async (repositories) => {
    const { channels, messages, missingMessages } = repositories;
    const at = clock.now();
    await missingMessages.clear(tenant.id, there);
    // What was written in a channel stays when the channel goes: nobody deleted the message.
    for (const channelId of gone) await channels.markRemoved(tenant.id, channelId, at);
    await session.noteProblem(
      repositories,
      ...refused.map(({ channelId, error: { code, message } }) => ({
        ...{ code, channelId, messageId: null },
        message: `Whether messages were deleted could not be asked. ${message}`,
      })),
    );
    return { messagesDeleted: await messages.bury(tenant.id, deleted, at) };
  });
}
