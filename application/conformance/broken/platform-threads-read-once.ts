import { ScriptedPlatform } from '../../fakes/scripted-platform.ts';
import type { MessagePage, PlatformAdapter } from '../../ports/platform-adapter.ts';
import { endPage } from './faulty-pages.ts';

/** Takes the first page of a thread for all of it. */
export class ThreadsReadOnce extends ScriptedPlatform {
  override async listMessages(
    ...[channelId, page, call]: Parameters<PlatformAdapter['listMessages']>
  ): Promise<MessagePage> {
    const answer = await super.listMessages(channelId, page, call);
    if (this.channel(channelId).type !== 'thread' || page.after === null) return answer;
    return endPage;
  }
}
