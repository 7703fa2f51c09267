import { ScriptedPlatform } from '../../fakes/scripted-platform.ts';
import type { MessagePage } from '../../ports/platform-adapter.ts';

/** Counts the people that a message shows, where the platform shows some of them. */
export class CountsCutShort extends ScriptedPlatform {
  override async listMessages(
    ...asked: Parameters<ScriptedPlatform['listMessages']>
  ): Promise<MessagePage> {
    const page = await super.listMessages(...asked);
    const messages = page.messages.map((message) => ({
      ...message,
      reactionCounts: message.reactionCounts.map((count) => ({
        ...count,
        normal: Math.min(count.normal, 50),
      })),
    }));
    return { ...page, messages };
  }
}
