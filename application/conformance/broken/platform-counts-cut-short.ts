import type { MessagePage } from '../../ports/platform-adapter.ts';
import { FaultyPages } from './faulty-pages.ts';

/** Counts the people that a message shows, where the platform shows some of them. */
export class CountsCutShort extends FaultyPages {
  protected override spoil(page: MessagePage): MessagePage {
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
