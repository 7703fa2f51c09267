import { ScriptedPlatform } from '../../fakes/scripted-platform.ts';
import type { MessagePage, PlatformAdapter } from '../../ports/platform-adapter.ts';

/** Does not tell operators that a request was answered. */
export class AnswersUntold extends ScriptedPlatform {
  override async listMessages(
    ...asked: Parameters<PlatformAdapter['listMessages']>
  ): Promise<MessagePage> {
    const page = await super.listMessages(...asked);
    this.traffic.answered.pop();
    return page;
  }
}
