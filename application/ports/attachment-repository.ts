import type { ChannelId, MessageAttachment, MessageId, TenantId } from '@annals/domain';

export interface MessageKey {
  readonly channelId: ChannelId;
  readonly messageId: MessageId;
}

export interface MessageAttachmentRepository {
  /**
   * Makes the stored attachments of the given messages equal to the given ones: new rows added,
   * changed rows written, rows that are no longer there deleted. Of a message that is not given
   * nothing is deleted: one that was not stored before need not be. Two statements at most, however
   * many messages. Returns how many rows were added.
   */
  replace(
    tenantId: TenantId,
    messages: readonly MessageKey[],
    attachments: readonly MessageAttachment[],
  ): Promise<number>;
  /** Files of messages that were not stored before, each once. One that is there already stays. */
  insert(attachments: readonly MessageAttachment[]): Promise<void>;
  /** By attachment id, in an order that is stable but means nothing. */
  listOf(tenantId: TenantId, message: MessageKey): Promise<MessageAttachment[]>;
}
