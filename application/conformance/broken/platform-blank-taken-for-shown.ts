import { ScriptedPlatform } from '../../fakes/scripted-platform.ts';
import type { MessagePage } from '../../ports/platform-adapter.ts';

/** Texts that are withheld look like texts that are empty. */
export class BlankTakenForShown extends ScriptedPlatform {
  override async listMessages(
    ...asked: Parameters<ScriptedPlatform['listMessages']>
  ): Promise<MessagePage> {
    const page = await super.listMessages(...asked);
    return { ...page, content: page.content === 'blank' ? 'shown' : page.content };
  }
}
