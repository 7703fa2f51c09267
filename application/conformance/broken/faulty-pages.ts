import { ScriptedPlatform } from '../../fakes/scripted-platform.ts';
import type { MessagePage, PlatformAdapter } from '../../ports/platform-adapter.ts';

/** The page behind the last message of a channel. */
export const endPage: MessagePage = {
  ...{ messages: [], unreadable: [], lastId: null },
  content: 'unsaid',
};

/** A platform without a fault, for others to spoil in its pages of messages. */
export abstract class FaultyPages extends ScriptedPlatform {
  override async listMessages(
    ...asked: Parameters<PlatformAdapter['listMessages']>
  ): Promise<MessagePage> {
    return this.spoil(await super.listMessages(...asked));
  }

  protected abstract spoil(page: MessagePage): MessagePage;
}
