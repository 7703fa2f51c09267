import type { RunCounters, TenantId } from '@annals/domain';
import type { Repositories } from '../ports/unit-of-work.ts';
import type { AnonymousMessage } from './anonymise-payload.ts';

/** What a batch of messages added to the archive. */
export type StoredMessages = Pick<RunCounters, 'messagesAdded' | 'messagesUpdated' | 'attachments'>;

/** Stores messages with their attachments and reaction counts, whether they are stored or not. */
export async function storeMessages(
  repositories: Repositories,
  tenantId: TenantId,
  anonymous: readonly AnonymousMessage[],
): Promise<StoredMessages> {
  const messages = anonymous.map(({ message }) => message);
  const attachments = anonymous.flatMap((one) => one.attachments);
  const keys = messages.map(({ channelId, id }) => ({ channelId, messageId: id }));
  const counts = await repositories.messages.upsert(messages);
  const mayHaveFiles = counts.added === messages.length ? [] : keys;
  const files = await repositories.attachments.replace(tenantId, mayHaveFiles, attachments);
  return {
    messagesAdded: counts.added,
    messagesUpdated: counts.updated,
    attachments: files,
  };
}

/**
 * The same at less cost for messages of which none is stored; where one is, null, and none is.
 * `onTaken` is called once the store works on the messages by itself.
 */
export async function storeNewMessages(
  repositories: Repositories,
  anonymous: readonly AnonymousMessage[],
  onTaken: () => void,
): Promise<StoredMessages | null> {
  const messages = anonymous.map(({ message }) => message);
  if (!(await repositories.messages.insert(messages, onTaken))) return null;
  const attachments = anonymous.flatMap((one) => one.attachments);
  // Of messages that were not there no file can be there, either.
  await repositories.attachments.insert(attachments);
  return {
    messagesAdded: anonymous.length,
    messagesUpdated: 0,
    attachments: attachments.length,
  };
}
