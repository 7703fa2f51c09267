import { ScriptedPlatform } from '../../fakes/scripted-platform.ts';
import type { MessagePage, PlatformAdapter } from '../../ports/platform-adapter.ts';

/** Answers also when nobody waits for it any more. */
export class AbortIgnored extends ScriptedPlatform {
  override listMessages(
    ...[channelId, page, call]: Parameters<PlatformAdapter['listMessages']>
  ): Promise<MessagePage> {
    const { signal } = new AbortController();
    return super.listMessages(channelId, page, { ...call, signal });
  }
}
