import type { MessageId } from '@annals/domain';
import { ScriptedPlatform } from '../../fakes/scripted-platform.ts';
import type { MessagePage, PlatformAdapter } from '../../ports/platform-adapter.ts';
import { endPage } from './faulty-pages.ts';

/** Takes "after" for "from": each page begins with the last message of the one before. */
export class PageEdgeTwice extends ScriptedPlatform {
  override async listMessages(
    ...[channelId, { after, limit }, call]: Parameters<PlatformAdapter['listMessages']>
  ): Promise<MessagePage> {
    const from = after === null ? null : (String(BigInt(after) - 1n) as MessageId);
    const page = await super.listMessages(channelId, { after: from, limit }, call);
    return page.lastId === after ? endPage : page;
  }
}
