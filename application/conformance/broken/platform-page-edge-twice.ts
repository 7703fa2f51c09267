import type { ChannelId, MessageId } from '@annals/domain';
import { ScriptedPlatform } from '../../fakes/scripted-platform.ts';
import type { MessagePage } from '../../ports/platform-adapter.ts';
import type { PlatformCall } from '../../ports/platform-call.ts';

/** Takes "after" for "from": each page begins with the last message of the one before. */
export class PageEdgeTwice extends ScriptedPlatform {
  override async listMessages(
    channelId: ChannelId,
    { after, limit }: { readonly after: MessageId | null; readonly limit: number },
    call: PlatformCall,
  ): Promise<MessagePage> {
    const from = after === null ? null : (String(BigInt(after) - 1n) as MessageId);
    const page = await super.listMessages(channelId, { after: from, limit }, call);
    return page.lastId === after
      ? { messages: [], unreadable: [], lastId: null, content: 'unsaid' }
      : page;
  }
}
