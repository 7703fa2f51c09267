import type { RunCounters, TenantId } from '@annals/domain';
import type { MessageKey } from '../ports/attachment-repository.ts';
import type { Repositories } from '../ports/unit-of-work.ts';
import type { AnonymousMessage } from './anonymise-payload.ts';

/** What messages added to the archive, and those of them that were there before. */
export interface StoredMessages extends Pick<RunCounters, 'messagesAdded' | 'messagesUpdated'> {
  /** Of others no file can be there, either. */
  readonly mayHaveFiles: readonly MessageKey[];
}

/** Stores messages with their reaction counts, whether they are stored or not. */
export async function storeMessages(
  { messages }: Repositories,
  anonymous: readonly AnonymousMessage[],
): Promise<StoredMessages> {
  const rows = anonymous.map(({ message }) => message);
  const { added, updated } = await messages.upsert(rows);
  const areNew = added === rows.length;
  return {
    messagesAdded: added,
    messagesUpdated: updated,
    mayHaveFiles: areNew ? [] : rows.map(({ channelId, id }) => ({ channelId, messageId: id })),
  };
}

/** Stores the files of messages in place of those that they had. How many were added. */
export async function storeFiles(
  { attachments }: Repositories,
  tenantId: TenantId,
  anonymous: readonly AnonymousMessage[],
  mayHaveFiles: readonly MessageKey[],
): Promise<number> {
  const files = anonymous.flatMap((one) => one.attachments);
  return await attachments.replace(tenantId, mayHaveFiles, files);
}
