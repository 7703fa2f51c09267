import type { ChannelId, Emoji, MessageId, PlatformChannel, PlatformUserId } from '@annals/domain';
import type { PlatformCall } from './platform-call.ts';

export interface ArchivedThreadPage {
  /** Threads of this page, most recently archived first. */
  readonly threads: readonly PlatformChannel[];
  /** Opaque: ask for the next page with it; null when the listing is complete. */
  readonly nextPage: string | null;
  /**
   * Opaque: hand it back as `listedUntil` once the whole listing is stored, to be spared what it
   * held. The first page's is the one to keep. Null when the channel has no archived threads.
   */
  readonly bookmark: string | null;
}

/** Lists of threads that are no longer open. */
export interface ArchivedThreads {
  /**
   * One page of the public archived threads of a channel. Stops (`nextPage` null) where
   * `listedUntil` says that an earlier, complete listing began, minus an overlap; null lists all.
   * Throws as every call; `forbidden` and `gone` concern this channel alone: with `forbidden` its
   * threads are asked for nothing in that run.
   */
  listArchivedThreads(
    parentId: ChannelId,
    request: { readonly page: string | null; readonly listedUntil: string | null },
    call: PlatformCall,
  ): Promise<ArchivedThreadPage>;
}

export type ReactionKind = 'normal' | 'burst';

export interface ReactionUserPage {
  /** May repeat a user over pages. */
  readonly userIds: readonly PlatformUserId[];
  /** Opaque: ask for the next page with it; null at the end. */
  readonly nextPage: string | null;
}

/** Who reacted to a message. */
export interface ReactionUsers {
  /**
   * One page of the users who reacted with one emoji in one kind. Throws `unsupported` when the
   * platform shows the emoji and will not list its users, `gone` when the reaction, its message or
   * its channel is no longer there: `MessageLookup` tells whether it is the channel.
   */
  listReactionUsers(
    request: {
      readonly channelId: ChannelId;
      readonly messageId: MessageId;
      readonly emoji: Emoji;
      readonly kind: ReactionKind;
      readonly page: string | null;
    },
    call: PlatformCall,
  ): Promise<ReactionUserPage>;
}

/** Asks for one message by its id. */
export interface MessageLookup {
  /**
   * Whether a message is there. False only when the platform itself says that this channel has no
   * message of this id: that answer, and no other, is taken for a deletion. Throws as every call;
   * `gone` means that the channel is not there.
   */
  hasMessage(channelId: ChannelId, messageId: MessageId, call: PlatformCall): Promise<boolean>;
}

/** Whether the platform lets these credentials see what people write. */
export interface ContentGrant {
  /** One sentence for an operator: what to switch on, and where. */
  readonly remedy: string;
  /** What the platform says of it; `unknown` when it does not say. Throws as every call. */
  check(call: PlatformCall): Promise<'granted' | 'withheld' | 'unknown'>;
}
