import type { ChannelId, MessageId } from '@annals/domain';
import type { MessagePage, PlatformAdapter } from '../ports/platform-adapter.ts';
import { PlatformError } from '../ports/platform-error.ts';
import type { Ask } from './public-channels.ts';

/** A page of a channel. With one that ends where it was to begin, or before, reading would never end. */
export function listMessages(
  adapter: PlatformAdapter,
  ask: Ask,
  channelId: ChannelId,
  page: { readonly after: MessageId | null; readonly limit: number },
): Promise<MessagePage> {
  const { messageIdOrder: order } = adapter;
  return ask(async (call) => {
    const answer = await adapter.listMessages(channelId, page, call);
    const { lastId } = answer;
    if (lastId === null || page.after === null || order.compare(lastId, page.after) > 0) {
      return answer;
    }
    throw new PlatformError('unavailable', 'The platform repeats messages and does not go on.');
  });
}
