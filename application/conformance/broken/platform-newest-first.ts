import { ScriptedPlatform } from '../../fakes/scripted-platform.ts';
import type { MessagePage, PlatformAdapter } from '../../ports/platform-adapter.ts';

/** Passes pages on in the order in which many platforms send them. */
export class NewestFirst extends ScriptedPlatform {
  override async listMessages(
    ...asked: Parameters<PlatformAdapter['listMessages']>
  ): Promise<MessagePage> {
    const page = await super.listMessages(...asked);
    return { ...page, messages: page.messages.toReversed() };
  }
}
