import type { ChannelId, Message, MessageId, MessageRevision, TenantId } from '@annals/domain';
import type { MessageKey } from './attachment-repository.ts';

export interface UpsertCounts {
  readonly added: number;
  /** Rows that were there and changed; rows that were there unchanged are not counted or written. */
  readonly updated: number;
}

export interface MessageRepository {
  /**
   * Stores messages by their key, all in one statement. Messages that come with reaction counts
   * other than those stored are marked, and `PendingReactionsRepository` lists them. A text that an
   * edit replaced (the time of the last one is another) stays as a revision, unless it is empty. Whom a
   * reply answers stays where it is not said again: null says that the platform does not tell. One
   * that was a tombstone, or marked as missing, is so no longer. Every message's key may occur once
   * only.
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
