import type { JsonObject } from '@annals/domain';
import type { MessagePage } from '../../ports/platform-adapter.ts';
import { FaultyPages } from './faulty-pages.ts';

/** Keeps who reacted under a key of things, and does not name them among a message's people. */
export class ReactorsInTheClear extends FaultyPages {
  protected override spoil(page: MessagePage): MessagePage {
    const messages = page.messages.map((message) => {
      const { reactions } = this.message(message.channelId, message.id);
      const userIds = reactions.flatMap(({ users }) => [...users.normal]);
      const platformMetadata: JsonObject = { ...message.platformMetadata, userIds };
      return { ...message, platformMetadata };
    });
    return { ...page, messages };
  }
}
