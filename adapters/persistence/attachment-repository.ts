import type { MessageAttachmentRepository, MessageKey } from '@annals/application';
import type { MessageAttachment, TenantId } from '@annals/domain';
import { KyselyRepository } from './kysely-repository.ts';
import {
  deleteOtherAttachments,
  insertAttachments,
  upsertAttachments,
} from './statements/write-attachments.ts';

export class KyselyMessageAttachmentRepository
  extends KyselyRepository
  implements MessageAttachmentRepository
{
  async replace(
    tenantId: TenantId,
    messages: readonly MessageKey[],
    attachments: readonly MessageAttachment[],
  ): Promise<number> {
    if (messages.length > 0) {
      await deleteOtherAttachments(this.db, tenantId, messages, attachments);
    }
    return await upsertAttachments(this.db, attachments);
  }

  insert(attachments: readonly MessageAttachment[]): Promise<void> {
    return insertAttachments(this.db, attachments);
  }

  async listOf(tenantId: TenantId, message: MessageKey): Promise<MessageAttachment[]> {
    const rows = await this.db
      .selectFrom('message_attachments')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('channel_id', '=', message.channelId)
      .where('message_id', '=', message.messageId)
      .orderBy('id')
      .execute();
    return rows.map((row) => ({
      tenantId: row.tenant_id,
      channelId: row.channel_id,
      messageId: row.message_id,
      id: row.id,
      filename: row.filename,
      fileSize: Number(row.file_size),
      contentType: row.content_type,
      url: row.url,
      platformMetadata: row.platform_metadata,
    }));
  }
}
