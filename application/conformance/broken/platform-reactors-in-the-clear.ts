import type { JsonObject } from '@annals/domain';
import { ScriptedPlatform } from '../../fakes/scripted-platform.ts';
import type { MessagePage, PlatformAdapter } from '../../ports/platform-adapter.ts';

/** Keeps who reacted under a key of things, and does not name them among a message's people. */
export class ReactorsInTheClear extends ScriptedPlatform {
  override async listMessages(
    ...asked: Parameters<PlatformAdapter['listMessages']>
  ): Promise<MessagePage> {
    const page = await super.listMessages(...asked);
    const messages = page.messages.map((message) => {
      const { reactions } = this.message(message.channelId, message.id);
      const userIds = reactions.flatMap(({ users }) => [...users.normal]);
      const platformMetadata: JsonObject = { ...message.platformMetadata, userIds };
      return { ...message, platformMetadata };
    });
    return { ...page, messages };
  }
}
