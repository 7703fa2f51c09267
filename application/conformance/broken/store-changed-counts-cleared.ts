import type { Repositories } from '../../ports/unit-of-work.ts';
import { FaultyStore, replaced } from './faulty-store.ts';

/** The mark comes off a message although its counts changed meanwhile. */
export class ChangedCountsCleared extends FaultyStore {
  protected spoil({ messages, pendingReactions }: Repositories): Partial<Repositories> {
    return {
      pendingReactions: replaced(pendingReactions, {
        async clear(tenantId, done) {
          for (const { channelId, messageId } of done) {
            const stored = await messages.find(tenantId, channelId, messageId);
            const reactionCounts = stored?.reactionCounts ?? [];
            const present = { channelId, messageId, reactionCounts };
            await pendingReactions.clear(tenantId, [{ ...present, unlistedEmoji: [] }]);
          }
        },
      }),
    };
  }
}
