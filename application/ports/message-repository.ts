import type {
  ChannelId,
  Message,
  MessageId,
  MessageRevision,
  ReactionCount,
  TenantId,
} from '@annals/domain';

export interface UpsertCounts {
  readonly added: number;
  /** Rows that were there and changed; rows that were there unchanged are not counted or written. */
  readonly updated: number;
}

/** A message whose reaction users are not read yet. */
export interface PendingReactions {
  readonly channelId: ChannelId;
  readonly messageId: MessageId;
  readonly reactionCounts: readonly ReactionCount[];
}

export interface MessageRepository {
  /**
   * Stores messages by their key, all in one statement. Messages that come with reaction counts
   * other than those stored are marked so that `pendingReactions` finds them. A text that is
   * replaced by another stays as a revision. Every message's key may occur once only.
   */
  upsert(messages: readonly Message[]): Promise<UpsertCounts>;
  /**
   * Messages marked as above, by channel and message id in an order that is stable but means
   * nothing, after the given key; at most `limit`. Messages of removed channels are left out.
   */
  pendingReactions(
    tenantId: TenantId,
    page: {
      readonly after: { readonly channelId: ChannelId; readonly messageId: MessageId } | null;
      readonly limit: number;
    },
  ): Promise<PendingReactions[]>;
  /** How many messages `pendingReactions` would list in all. */
  countPendingReactions(tenantId: TenantId): Promise<number>;
  /**
   * Takes the mark off the messages whose stored counts are still the given ones; a message whose
   * counts changed meanwhile stays marked.
   */
  clearPendingReactions(tenantId: TenantId, messages: readonly PendingReactions[]): Promise<void>;
  /** The earlier texts of a message, oldest first. */
  revisionsOf(
    tenantId: TenantId,
    channelId: ChannelId,
    messageId: MessageId,
  ): Promise<MessageRevision[]>;
  find(tenantId: TenantId, channelId: ChannelId, messageId: MessageId): Promise<Message | null>;
}
