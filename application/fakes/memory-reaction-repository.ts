import type { ChannelId, MessageEmojiReaction, MessageId, TenantId } from '@annals/domain';
import type {
  MessageEmojiReactionRepository,
  MessageReactors,
} from '../ports/reaction-repository.ts';
import { MemoryRepository } from './memory-repository.ts';
import { keyOf } from './memory-table.ts';
import { inOrder, messageKey } from './memory-tables.ts';

export class MemoryReactionRepository
  extends MemoryRepository
  implements MessageEmojiReactionRepository
{
  replace(tenantId: TenantId, messages: readonly MessageReactors[]): Promise<number> {
    return this.run('reactions.replace', () => {
      const table = this.tables.reactions;
      const given = new Map(
        messages.flatMap((message) => rowsOf(tenantId, message)).map((row) => [rowKey(row), row]),
      );
      for (const message of messages) {
        for (const row of table.inGroup(messageKey({ tenantId, ...message }))) {
          if (!given.has(rowKey(row))) table.delete(row);
        }
      }
      const added = [...given].filter(([key]) => table.get(key) === null);
      for (const [, row] of added) table.put(row);
      return added.length;
    });
  }

  listOf(
    tenantId: TenantId,
    channelId: ChannelId,
    messageId: MessageId,
  ): Promise<MessageEmojiReaction[]> {
    return this.run('reactions.listOf', () =>
      inOrder(
        this.tables.reactions.inGroup(messageKey({ tenantId, channelId, messageId })),
        rowKey,
      ),
    );
  }
}

function rowKey(row: MessageEmojiReaction): string {
  return keyOf(messageKey(row), row.emojiType, row.emojiValue, row.userHash);
}

function rowsOf(
  tenantId: TenantId,
  { channelId, messageId, emoji }: MessageReactors,
): MessageEmojiReaction[] {
  return emoji.flatMap(({ emojiType, emojiValue, userHashes }) =>
    userHashes.map((userHash) => ({
      tenantId,
      channelId,
      messageId,
      emojiType,
      emojiValue,
      userHash,
    })),
  );
}
