import type { PlatformMessage, RunCounters, TenantId } from '@annals/domain';
import type { Repositories } from '../ports/unit-of-work.ts';
import { anonymiseAttachments, anonymiseMessage } from './anonymise-payload.ts';
import type { SyncParts } from './sync-parts.ts';

/** What a batch of messages added to the archive. */
export type StoredMessages = Pick<RunCounters, 'messagesAdded' | 'messagesUpdated' | 'attachments'>;

/**
 * Stores messages with their attachments and reaction counts, and nobody's id. `expected`: that
 * none of them is stored yet, as far as is known.
 */
export async function storeMessages(
  parts: SyncParts,
  repositories: Repositories,
  tenantId: TenantId,
  payloads: readonly PlatformMessage[],
  expected?: 'new',
): Promise<StoredMessages> {
  const messages = payloads.map((payload) => anonymiseMessage(parts, tenantId, payload));
  const attachments = payloads.flatMap((payload) => anonymiseAttachments(parts, tenantId, payload));
  const keys = messages.map(({ channelId, id }) => ({ channelId, messageId: id }));
  const counts = await repositories.messages.upsert(messages, expected);
  // Of messages that were not there no file can be there, either.
  const mayHaveFiles = counts.added === messages.length ? [] : keys;
  const files = await repositories.attachments.replace(tenantId, mayHaveFiles, attachments);
  return {
    messagesAdded: counts.added,
    messagesUpdated: counts.updated,
    attachments: files,
  };
}
