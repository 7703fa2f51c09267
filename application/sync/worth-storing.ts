import type { ChannelId, TenantId } from '@annals/domain';
import type { Repositories } from '../ports/unit-of-work.ts';
import type { AnonymousMessage } from './anonymise-payload.ts';
import type { SyncParts } from './sync-parts.ts';

/**
 * Of messages from pages that show nothing, those that would come over nothing that is stored: as long
 * as they may be withheld texts, a blank is worth less than what it would replace.
 */
export async function worthStoring(
  { content }: Pick<SyncParts, 'content'>,
  { messages: stored }: Pick<Repositories, 'messages'>,
  { tenantId, channelId }: { readonly tenantId: TenantId; readonly channelId: ChannelId },
  messages: readonly AnonymousMessage[],
): Promise<readonly AnonymousMessage[]> {
  if (content.mayReplaceTexts) return messages;
  const blanks = messages.flatMap(({ message }) => (message.content === '' ? [message] : []));
  const withMore = new Set(await stored.idsWithMoreContent(tenantId, channelId, blanks));
  return messages.filter(({ message }) => !withMore.has(message.id));
}
