import { ScriptedPlatform } from '../../fakes/scripted-platform.ts';
import type { MessagePage } from '../../ports/platform-adapter.ts';

/** No message tells that it was edited: its earlier texts would not be kept. */
export class EditsUntold extends ScriptedPlatform {
  override async listMessages(
    ...asked: Parameters<ScriptedPlatform['listMessages']>
  ): Promise<MessagePage> {
    const page = await super.listMessages(...asked);
    return { ...page, messages: page.messages.map((each) => ({ ...each, editedAt: null })) };
  }
}
