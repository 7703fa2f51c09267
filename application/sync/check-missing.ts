import type { ChannelId, Tenant } from '@annals/domain';
import type { MessageKey } from '../ports/attachment-repository.ts';
import type { MessageLookup } from '../ports/platform-capabilities.ts';
import { PlatformError } from '../ports/platform-error.ts';
import { concernsOneChannel } from './concerns-one-channel.ts';
import { withRetries } from './retry-policy.ts';
import type { RunSession } from './run-session.ts';
import type { SyncParts } from './sync-parts.ts';

/**
 * Messages that one run asks for by themselves, at a request each: more than people delete between
 * two runs, and little beside what a run costs. What is left is asked for by the next one.
 */
const CHECKS_A_RUN = 200;
/** Answers that one transaction stores. */
const CHECKS_PER_WRITE = 25;

/**
 * Asks for messages that did not come where they stood. Only the platform's own word that one is
 * not there makes it a tombstone: a page may be short or wrong.
 */
export async function checkMissing(
  parts: SyncParts,
  session: RunSession,
  tenant: Tenant,
  lookup: MessageLookup,
): Promise<void> {
  const { messages } = parts.unitOfWork.repositories;
  const missing = await messages.missing(tenant.id, CHECKS_A_RUN);
  const blocked = new Set<ChannelId>();
  for (let first = 0; first < missing.length; first += CHECKS_PER_WRITE) {
    const there: MessageKey[] = [];
    const deleted: MessageKey[] = [];
    try {
      for (const key of missing.slice(first, first + CHECKS_PER_WRITE)) {
        if (blocked.has(key.channelId)) continue;
        const answer = await isThere(parts, session, lookup, key);
        if (answer === 'unknown') blocked.add(key.channelId);
        else (answer === 'there' ? there : deleted).push(key);
      }
    } finally {
      // Also when the run breaks off here: what was asked is not asked again.
      await store(parts, session, tenant, { there, deleted });
    }
  }
}

async function store(
  { clock }: SyncParts,
  session: RunSession,
  tenant: Tenant,
  { there, deleted }: Readonly<Record<'there' | 'deleted', readonly MessageKey[]>>,
): Promise<void> {
  if (there.length === 0 && deleted.length === 0) return;
  await session.write(async ({ messages }) => {
    await messages.clearMissing(tenant.id, there);
    return { messagesDeleted: await messages.bury(tenant.id, deleted, clock.now()) };
  });
}

/** `unknown` when the channel cannot be asked now: the next run asks again. */
async function isThere(
  { clock }: SyncParts,
  session: RunSession,
  lookup: MessageLookup,
  { channelId, messageId }: MessageKey,
): Promise<'there' | 'deleted' | 'unknown'> {
  try {
    const found = await withRetries(clock, session.signal, () => {
      session.signal.throwIfAborted();
      return lookup.hasMessage(channelId, messageId, session.call);
    });
    return found ? 'there' : 'deleted';
  } catch (error) {
    if (error instanceof PlatformError && error.code === 'gone') return 'deleted';
    if (concernsOneChannel(error)) return 'unknown';
    throw error;
  }
}
