import type { ChannelId, TenantId } from '@annals/domain';
import type {
  PendingReactions,
  PendingReactionsRepository,
  ReadReactions,
} from '../ports/pending-reactions-repository.ts';
import { MemoryRepository } from './memory-repository.ts';
import { keyOf } from './memory-table.ts';
import { inOrder, messagesOf } from './memory-tables.ts';
import { sameValue } from './same-value.ts';

export class MemoryPendingReactionsRepository
  extends MemoryRepository
  implements PendingReactionsRepository
{
  list(
    tenantId: TenantId,
    channelId: ChannelId,
    { after, limit }: Parameters<PendingReactionsRepository['list']>[2],
  ): Promise<PendingReactions[]> {
    return this.run('pendingReactions.list', () => {
      const rows = this.tables.messages
        .inGroup(messagesOf.reactionsPendingIn(tenantId, channelId))
        .filter((row) => (after === null || row.id > after) && this.tables.isOfReadChannel(row));
      return inOrder(rows, ({ id }) => id)
        .slice(0, limit)
        .map(({ id, reactionCounts }) => ({ channelId, messageId: id, reactionCounts }));
    });
  }

  channels(
    tenantId: TenantId,
    { after, limit, of }: Parameters<PendingReactionsRepository['channels']>[1],
  ): Promise<ChannelId[]> {
    return this.run('pendingReactions.channels', () => {
      const pending = this.#pending(tenantId).filter((row) => this.tables.isOf(row, of));
      const channelIds = new Set(pending.map(({ channelId }) => channelId));
      const following = [...channelIds].filter((id) => after === null || id > after);
      return inOrder(following, (id) => id).slice(0, limit);
    });
  }

  count(tenantId: TenantId, of?: ReadonlySet<ChannelId> | null): Promise<number> {
    return this.run('pendingReactions.count', () => {
      return this.#pending(tenantId).filter((row) => this.tables.isOf(row, of)).length;
    });
  }

  clear(tenantId: TenantId, messages: readonly ReadReactions[]): Promise<void> {
    return this.run('pendingReactions.clear', () => {
      for (const { channelId, messageId, reactionCounts, unlistedEmoji } of messages) {
        const row = this.tables.messages.get(keyOf(tenantId, channelId, messageId));
        if (row?.reactionsPending && sameValue(row.reactionCounts, reactionCounts)) {
          this.tables.messages.put({ ...row, reactionsPending: false, unlistedEmoji });
        }
      }
    });
  }

  #pending(tenantId: TenantId) {
    return this.tables.messages
      .inGroup(messagesOf.reactionsPending(tenantId))
      .filter((row) => this.tables.isOfReadChannel(row));
  }
}
