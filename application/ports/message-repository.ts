import type {
  ChannelId,
  Message,
  MessageId,
  MessageRevision,
  ReactionCount,
  TenantId,
} from '@annals/domain';
import type { MessageKey } from './attachment-repository.ts';

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

/** A message whose reaction users were asked for. */
export interface ReadReactions extends PendingReactions {
  /** Values of emoji whose users the platform will not list. */
  readonly unlistedEmoji: readonly string[];
}

export interface MessageRepository {
  /**
   * Stores messages by their key, all in one statement. Messages that come with reaction counts
   * other than those stored are marked so that `pendingReactions` finds them. A text that an edit
   * replaced (the time of the last one is another) stays as a revision, unless it is empty. One that
   * was a tombstone, or marked as missing, is so no longer. Every message's key may occur once only.
   */
  upsert(messages: readonly Message[]): Promise<UpsertCounts>;
  /**
   * Stores messages of which none is stored yet, in a third of the time of `upsert`; false where one
   * is, or the store cannot do that, and then nothing is stored and the transaction goes on. Every
   * message's key may occur once only. `onTaken` is called once the store has taken all of them and
   * works on by itself.
   */
  insert(messages: readonly Message[], onTaken?: () => void): Promise<boolean>;
  /**
   * Messages of a channel that are marked as above, by id in an order that is stable but means
   * nothing, after the given one; at most `limit`. None of a channel that is removed.
   */
  pendingReactions(
    tenantId: TenantId,
    channelId: ChannelId,
    page: { readonly after: MessageId | null; readonly limit: number },
  ): Promise<PendingReactions[]>;
  /**
   * Channels of which `pendingReactions` would list any, by id in an order that is stable but means
   * nothing, after the given one. `of`: these alone, and the threads below them; null or left out:
   * all.
   */
  channelsWithPendingReactions(
    tenantId: TenantId,
    page: {
      readonly after: ChannelId | null;
      readonly limit: number;
      readonly of?: ReadonlySet<ChannelId> | null;
    },
  ): Promise<ChannelId[]>;
  /** How many messages `pendingReactions` would list of all these channels. */
  countPendingReactions(tenantId: TenantId, of?: ReadonlySet<ChannelId> | null): Promise<number>;
  /**
   * Takes the mark off the messages whose stored counts are still the given ones, and notes which
   * emoji were not listed; a message whose counts changed meanwhile stays marked.
   */
  clearPendingReactions(tenantId: TenantId, messages: readonly ReadReactions[]): Promise<void>;
  /**
   * Ids of a channel's messages, tombstones left out, that were sent from one time up to another,
   * both included (null: up to the newest); in no order.
   */
  idsSent(
    tenantId: TenantId,
    channelId: ChannelId,
    from: Date,
    upTo: Date | null,
  ): Promise<MessageId[]>;
  /**
   * Those of a channel's messages without text that are stored with a text, with attachments, or with
   * all the metadata that is given and some besides; in no order.
   */
  idsWithMoreContent(
    tenantId: TenantId,
    channelId: ChannelId,
    blanks: readonly Pick<Message, 'id' | 'platformMetadata'>[],
  ): Promise<MessageId[]>;
  /**
   * Marks messages that did not come where they stood, tombstones left out. An earlier mark keeps its
   * time.
   */
  markMissing(
    tenantId: TenantId,
    channelId: ChannelId,
    messageIds: readonly MessageId[],
    at: Date,
  ): Promise<void>;
  /**
   * Marked messages of channels that are not removed, and not among `except`, those missing longest
   * first; at most `limit`. `of`: of these channels alone, and the threads below them; null or left
   * out: of all.
   */
  missing(
    tenantId: TenantId,
    limit: number,
    except?: readonly ChannelId[],
    of?: ReadonlySet<ChannelId> | null,
  ): Promise<MessageKey[]>;
  /** Takes the mark off messages that are there after all. */
  clearMissing(tenantId: TenantId, messages: readonly MessageKey[]): Promise<void>;
  /**
   * Makes tombstones of messages that the platform says are deleted: their texts, metadata,
   * revisions, reactions and attachments are removed. How many were none before.
   */
  bury(tenantId: TenantId, messages: readonly MessageKey[], at: Date): Promise<number>;
  /** When a message was made a tombstone; null when it is none. */
  deletedAt(tenantId: TenantId, channelId: ChannelId, messageId: MessageId): Promise<Date | null>;
  /** The earlier texts of a message, oldest first. */
  revisionsOf(
    tenantId: TenantId,
    channelId: ChannelId,
    messageId: MessageId,
  ): Promise<MessageRevision[]>;
  find(tenantId: TenantId, channelId: ChannelId, messageId: MessageId): Promise<Message | null>;
}
