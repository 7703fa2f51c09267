import type { ChannelId, MessageId, TenantId } from '@annals/domain';
import type { MessageKey } from '../ports/attachment-repository.ts';
import type { MissingMessagesRepository } from '../ports/missing-messages-repository.ts';
import { MemoryRepository } from './memory-repository.ts';
import { keyOf } from './memory-table.ts';
import { inOrder, type MessageRow, messagesOf } from './memory-tables.ts';

export class MemoryMissingMessagesRepository
  extends MemoryRepository
  implements MissingMessagesRepository
{
  mark(
    tenantId: TenantId,
    channelId: ChannelId,
    messageIds: readonly MessageId[],
    at: Date,
  ): Promise<void> {
    return this.run('missingMessages.mark', () => {
      for (const messageId of messageIds) {
        const row = this.tables.messages.get(keyOf(tenantId, channelId, messageId));
        if (row === null || row.deletedAt !== null || row.missingSince !== null) continue;
        this.tables.messages.put({ ...row, missingSince: at });
      }
    });
  }

  list(
    tenantId: TenantId,
    limit: number,
    except: readonly ChannelId[] = [],
    of: ReadonlySet<ChannelId> | null = null,
  ): Promise<MessageKey[]> {
    return this.run('missingMessages.list', () => {
      const rows = this.tables.messages
        .inGroup(messagesOf.missing(tenantId))
        .filter((row) => this.tables.isOfReadChannel(row))
        .filter(({ channelId }) => !except.includes(channelId))
        .filter((row) => this.tables.isOf(row, of));
      const place = (row: MessageRow) =>
        keyOf(row.missingSince?.toISOString() ?? '', row.channelId, row.id);
      return inOrder(rows, place)
        .slice(0, limit)
        .map(({ channelId, id }) => ({ channelId, messageId: id }));
    });
  }

  clear(tenantId: TenantId, messages: readonly MessageKey[]): Promise<void> {
    return this.run('missingMessages.clear', () => {
      for (const { channelId, messageId } of messages) {
        const row = this.tables.messages.get(keyOf(tenantId, channelId, messageId));
        if (row === null || row.missingSince === null) continue;
        this.tables.messages.put({ ...row, missingSince: null });
      }
    });
  }
}
