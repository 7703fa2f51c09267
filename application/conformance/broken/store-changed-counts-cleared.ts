import type { Repositories } from '../../ports/unit-of-work.ts';
import { FaultyStore, replaced } from './faulty-store.ts';

/** The mark comes off a message although its counts changed meanwhile. */
export class ChangedCountsCleared extends FaultyStore {
  protected spoil({ messages }: Repositories): Partial<Repositories> {
    return {
      messages: replaced(messages, {
        async clearPendingReactions(tenantId, done) {
          for (const { channelId, messageId } of done) {
            const stored = await messages.find(tenantId, channelId, messageId);
            const reactionCounts = stored?.reactionCounts ?? [];
            const present = { channelId, messageId, reactionCounts };
            await messages.clearPendingReactions(tenantId, [{ ...present, unlistedEmoji: [] }]);
          }
        },
      }),
    };
  }
}
