import type { ChannelId, Tenant } from '@annals/domain';
import type { MessageKey } from '../ports/attachment-repository.ts';
import type { MessageLookup } from '../ports/platform-capabilities.ts';
import { concernsOneChannel } from './concerns-one-channel.ts';
import type { PublicChannels } from './public-channels.ts';
import type { RunSession } from './run-session.ts';
import type { ChannelFilter } from './store-listing.ts';
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
  readonly open: PublicChannels;
}

/**
 * Asks for messages that did not come where they stood. Only the platform's own word that one is
 * not there makes it a tombstone: a page may be short or wrong.
 */
export async function checkMissing(
  parts: SyncParts,
  session: RunSession,
  tenant: Tenant,
  { filter, ...asking }: Asking & { readonly filter: ChannelFilter },
): Promise<void> {
  const { messages } = parts.unitOfWork.repositories;
  /** Channels that cannot be asked now: their messages keep no place from those of others. */
  const blocked = new Set<ChannelId>();
  for (let left = CHECKS_A_RUN; left > 0; ) {
    const limit = Math.min(left, CHECKS_PER_WRITE);
    const missing = await messages.missing(tenant.id, limit, [...blocked], filter);
    if (missing.length === 0) return;
    const answers = noAnswers();
    try {
      for (const key of missing) {
        if (blocked.has(key.channelId)) continue;
        left -= 1;
        const answer = await ask(asking, key);
        if (answer === 'there' || answer === 'deleted') answers[answer].push(key);
        else blocked.add(key.channelId);
        if (answer === 'gone') answers.gone.push(key.channelId);
      }
    } finally {
      // Also when the run breaks off here: what was asked is not asked again.
      await store(parts, session, tenant, answers);
    }
  }
}

interface Answers {
  readonly there: MessageKey[];
  readonly deleted: MessageKey[];
  /** Channels that are not there any more. */
  readonly gone: ChannelId[];
}

function noAnswers(): Answers {
  return { there: [], deleted: [], gone: [] };
}

async function store(
  { clock }: SyncParts,
  session: RunSession,
  tenant: Tenant,
  { there, deleted, gone }: Answers,
): Promise<void> {
  if (there.length + deleted.length + gone.length === 0) return;
  await session.write(async ({ channels, messages }) => {
    const at = clock.now();
    await messages.clearMissing(tenant.id, there);
    // What was written in a channel stays when the channel goes: nobody deleted the message.
    for (const channelId of gone) await channels.markRemoved(tenant.id, channelId, at);
    return { messagesDeleted: await messages.bury(tenant.id, deleted, at) };
  });
}

/** `unknown` when the channel cannot be asked now: the next run asks again. */
async function ask(
  { messageLookup, open }: Asking,
  { channelId, messageId }: MessageKey,
): Promise<keyof Answers | 'unknown'> {
  const askPlatform = await open.askOfKnown(channelId);
  try {
    const found = await askPlatform((call) => messageLookup.hasMessage(channelId, messageId, call));
    return found ? 'there' : 'deleted';
  } catch (error) {
    if (!concernsOneChannel(error)) throw error;
    return error.code === 'gone' ? 'gone' : 'unknown';
  }
}
