import type {
  ChannelId,
  Emoji,
  MessageEmojiReaction,
  MessageId,
  TenantId,
  UserHash,
} from '@annals/domain';

/** All who reacted to one message with one emoji. */
export interface EmojiReactors extends Emoji {
  /** Each user once. */
  readonly userHashes: readonly UserHash[];
}

export interface MessageReactors {
  readonly channelId: ChannelId;
  readonly messageId: MessageId;
  /** Emoji that are not named here are taken off the message. */
  readonly emoji: readonly EmojiReactors[];
}

export interface MessageEmojiReactionRepository {
  /**
   * Makes the stored reactions of each message equal to the given ones; rows that stay are not
   * written. Two statements at most, however many messages. Returns how many rows were added.
   */
  replace(tenantId: TenantId, messages: readonly MessageReactors[]): Promise<number>;
  /** In an order that is stable but means nothing. */
  listOf(
    tenantId: TenantId,
    channelId: ChannelId,
    messageId: MessageId,
  ): Promise<MessageEmojiReaction[]>;
}
