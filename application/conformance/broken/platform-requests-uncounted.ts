import { ScriptedPlatform } from '../../fakes/scripted-platform.ts';
import type { MessagePage, PlatformAdapter } from '../../ports/platform-adapter.ts';

/** Does not tell what a call costs. */
export class RequestsUncounted extends ScriptedPlatform {
  override listMessages(
    ...[channelId, page, { signal }]: Parameters<PlatformAdapter['listMessages']>
  ): Promise<MessagePage> {
    const meter = { requestSent: () => {}, rateLimitWaited: () => {} };
    return super.listMessages(channelId, page, { signal, meter });
  }
}
