import { ScriptedPlatform } from '../../fakes/scripted-platform.ts';
import type { MessagePage, PlatformAdapter } from '../../ports/platform-adapter.ts';
import { endPage } from './faulty-pages.ts';

/** Takes a page that is not full for the end, before looking at what it holds. */
export class LastPageDropped extends ScriptedPlatform {
  override async listMessages(
    ...[channelId, request, call]: Parameters<PlatformAdapter['listMessages']>
  ): Promise<MessagePage> {
    const page = await super.listMessages(channelId, request, call);
    if (page.messages.length >= request.limit) return page;
    return endPage;
  }
}
