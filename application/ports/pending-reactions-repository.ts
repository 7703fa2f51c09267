import type { ChannelId, MessageId, ReactionCount, TenantId } from '@annals/domain';

/** A message whose reaction users are not read yet. */
export interface PendingReactions {
  readonly channelId: ChannelId;
  readonly messageId: MessageId;
  readonly reactionCounts: readonly ReactionCount[];
}

/** A message whose reaction users were asked for. */
export interface ReadReactions extends PendingReactions {
  /** Values of emoji whose users the platform will not list. */
  readonly unlistedEmoji: readonly string[];
}

/** Messages that `MessageRepository` marked because their counts came anew; none of removed channels. */
export interface PendingReactionsRepository {
  /**
   * Those of a channel, by id in an order that is stable but means nothing, after the given one; at
   * most `limit`.
   */
  list(
    tenantId: TenantId,
    channelId: ChannelId,
    page: { readonly after: MessageId | null; readonly limit: number },
  ): Promise<PendingReactions[]>;
  /**
   * Channels of which `list` would give any, by id in an order that is stable but means
   * nothing, after the given one. `of`: these alone, and the threads below them; null or left out:
   * all.
   */
  channels(
    tenantId: TenantId,
    page: {
      readonly after: ChannelId | null;
      readonly limit: number;
      readonly of?: ReadonlySet<ChannelId> | null;
    },
  ): Promise<ChannelId[]>;
  /** How many messages `list` would give of all these channels. */
  count(tenantId: TenantId, of?: ReadonlySet<ChannelId> | null): Promise<number>;
  /**
   * Takes the mark off the messages whose stored counts are still the given ones, and notes which
   * emoji were not listed; a message whose counts changed meanwhile stays marked.
   */
  clear(tenantId: TenantId, messages: readonly ReadReactions[]): Promise<void>;
}
