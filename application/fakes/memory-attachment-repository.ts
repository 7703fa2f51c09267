import type { MessageAttachment, TenantId } from '@annals/domain';
import type { MessageAttachmentRepository, MessageKey } from '../ports/attachment-repository.ts';
import { MemoryRepository } from './memory-repository.ts';
import { keyOf } from './memory-table.ts';
import { inOrder, messageKey } from './memory-tables.ts';
import { refuseRepeats } from './refuse-repeats.ts';
import { sameValue } from './same-value.ts';

export class MemoryAttachmentRepository
  extends MemoryRepository
  implements MessageAttachmentRepository
{
  replace(
    tenantId: TenantId,
    messages: readonly MessageKey[],
    attachments: readonly MessageAttachment[],
  ): Promise<number> {
    return this.run('attachments.replace', () => {
      const table = this.tables.attachments;
      const given = new Map(attachments.map((row) => [keyOf(messageKey(row), row.id), row]));
      refuseRepeats(attachments, (row) => keyOf(messageKey(row), row.id));
      for (const message of messages) {
        for (const row of table.inGroup(messageKey({ tenantId, ...message }))) {
          if (!given.has(keyOf(messageKey(row), row.id))) table.delete(row);
        }
      }
      let added = 0;
      for (const [key, row] of given) {
        const stored = table.get(key);
        if (stored === null) added += 1;
        if (!sameValue(stored, row)) table.put(row);
      }
      return added;
    });
  }

  insert(attachments: readonly MessageAttachment[]): Promise<void> {
    return this.run('attachments.insert', () => {
      const table = this.tables.attachments;
      for (const row of attachments) {
        if (table.get(keyOf(messageKey(row), row.id)) === null) table.put(row);
      }
    });
  }

  listOf(tenantId: TenantId, message: MessageKey): Promise<MessageAttachment[]> {
    return this.run('attachments.listOf', () =>
      inOrder(
        this.tables.attachments.inGroup(messageKey({ tenantId, ...message })),
        ({ id }) => id,
      ),
    );
  }
}
