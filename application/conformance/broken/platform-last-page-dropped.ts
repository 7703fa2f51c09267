import type { ChannelId, MessageId } from '@annals/domain';
import { ScriptedPlatform } from '../../fakes/scripted-platform.ts';
import type { MessagePage } from '../../ports/platform-adapter.ts';
import type { PlatformCall } from '../../ports/platform-call.ts';

/** Takes a page that is not full for the end, before looking at what it holds. */
export class LastPageDropped extends ScriptedPlatform {
  override async listMessages(
    channelId: ChannelId,
    request: { readonly after: MessageId | null; readonly limit: number },
    call: PlatformCall,
  ): Promise<MessagePage> {
    const page = await super.listMessages(channelId, request, call);
    if (page.messages.length >= request.limit) return page;
    return { messages: [], unreadable: [], lastId: null, content: 'unsaid' };
  }
}
