import { ScriptedPlatform } from '../../fakes/scripted-platform.ts';
import type { MessagePage } from '../../ports/platform-adapter.ts';

/** What cannot be read is left out without a word. */
export class UnreadableDropped extends ScriptedPlatform {
  override async listMessages(
    ...asked: Parameters<ScriptedPlatform['listMessages']>
  ): Promise<MessagePage> {
    const page = await super.listMessages(...asked);
    const lastId = page.messages.at(-1)?.id ?? null;
    return { ...page, unreadable: [], lastId };
  }
}
