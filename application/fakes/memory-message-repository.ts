import type { ChannelId, Message, MessageId, MessageRevision, TenantId } from '@annals/domain';
import type { MessageKey } from '../ports/attachment-repository.ts';
import type { MessageRepository, UpsertCounts } from '../ports/message-repository.ts';
import { MemoryRepository } from './memory-repository.ts';
import { keyOf } from './memory-table.ts';
import { inOrder, type MessageRow, messageKey, messagesOf } from './memory-tables.ts';
import { refuseRepeats } from './refuse-repeats.ts';
import { holdsValue, sameValue } from './same-value.ts';

export class MemoryMessageRepository extends MemoryRepository implements MessageRepository {
  upsert(messages: readonly Message[]): Promise<UpsertCounts> {
    return this.run('messages.upsert', () => {
      refuseRepeats(messages, rowKey);
      let added = 0;
      let updated = 0;
      for (const message of messages) {
        const change = this.#store(toMessage(message));
        if (change === 'added') added += 1;
        if (change === 'updated') updated += 1;
      }
      return { added, updated };
    });
  }

  insert(messages: readonly Message[], onTaken?: () => void): Promise<boolean> {
    return this.run('messages.insert', () => {
      refuseRepeats(messages, rowKey);
      if (messages.some((message) => this.tables.messages.get(rowKey(message)) !== null)) {
        return false;
      }
      for (const message of messages) this.#store(toMessage(message));
      onTaken?.();
      return true;
    });
  }

  idsSent(
    tenantId: TenantId,
    channelId: ChannelId,
    from: Date,
    upTo: Date | null,
  ): Promise<MessageId[]> {
    return this.run('messages.idsSent', () => {
      // As numbers: of a long channel every message is compared, and dates compare several times slower.
      const [fromMs, upToMs] = [from.getTime(), upTo?.getTime() ?? Number.POSITIVE_INFINITY];
      return this.tables.messages
        .inGroup(messagesOf.channel(tenantId, channelId))
        .filter(({ deletedAt, platformCreatedAt }) => {
          const sentMs = platformCreatedAt.getTime();
          return deletedAt === null && sentMs >= fromMs && sentMs <= upToMs;
        })
        .map(({ id }) => id);
    });
  }

  idsWithMoreContent(
    tenantId: TenantId,
    channelId: ChannelId,
    blanks: readonly Pick<Message, 'id' | 'platformMetadata'>[],
  ): Promise<MessageId[]> {
    return this.run('messages.idsWithMoreContent', () =>
      blanks.flatMap(({ id: messageId, platformMetadata: given }) => {
        const row = this.tables.messages.get(keyOf(tenantId, channelId, messageId));
        if (row === null) return [];
        const key = messageKey({ tenantId, channelId, messageId });
        const hasFiles = this.tables.attachments.inGroup(key).length > 0;
        const { content, platformMetadata: kept } = row;
        const hasMore = holdsValue(kept, given) && !holdsValue(given, kept);
        return content !== '' || hasFiles || hasMore ? [messageId] : [];
      }),
    );
  }

  bury(tenantId: TenantId, messages: readonly MessageKey[], at: Date): Promise<number> {
    return this.run('messages.bury', () => {
      let buried = 0;
      for (const key of messages) {
        const row = this.tables.messages.get(keyOf(tenantId, key.channelId, key.messageId));
        if (row === null || row.deletedAt !== null) continue;
        const empty = { content: '', platformMetadata: {}, reactionCounts: [] };
        const marks = {
          reactionsPending: false,
          unlistedEmoji: [],
          missingSince: null,
          deletedAt: at,
        };
        this.tables.messages.put({ ...row, ...empty, ...marks });
        const group = messageKey({ tenantId, ...key });
        const { revisions, reactions, attachments } = this.tables;
        for (const revision of revisions.inGroup(group)) revisions.delete(revision);
        for (const reaction of reactions.inGroup(group)) reactions.delete(reaction);
        for (const attachment of attachments.inGroup(group)) attachments.delete(attachment);
        buried += 1;
      }
      return buried;
    });
  }

  deletedAt(tenantId: TenantId, channelId: ChannelId, messageId: MessageId): Promise<Date | null> {
    return this.run('messages.deletedAt', () => {
      const row = this.tables.messages.get(keyOf(tenantId, channelId, messageId));
      return row?.deletedAt ?? null;
    });
  }

  revisionsOf(
    tenantId: TenantId,
    channelId: ChannelId,
    messageId: MessageId,
  ): Promise<MessageRevision[]> {
    return this.run('messages.revisionsOf', () => {
      const rows = this.tables.revisions.inGroup(messageKey({ tenantId, channelId, messageId }));
      return inOrder(rows, ({ writtenAt }) => writtenAt.toISOString());
    });
  }

  find(tenantId: TenantId, channelId: ChannelId, messageId: MessageId): Promise<Message | null> {
    return this.run('messages.find', () => {
      const row = this.tables.messages.get(keyOf(tenantId, channelId, messageId));
      return row === null ? null : toMessage(row);
    });
  }

  #store(given: Message): 'added' | 'updated' | 'unchanged' {
    const { reactionCounts } = given;
    const stored = this.tables.messages.get(rowKey(given));
    if (stored === null) {
      this.#put(given, reactionCounts.length > 0, []);
      return 'added';
    }
    const isSameReply = given.replyToId !== null && stored.replyToId === given.replyToId;
    const known = isSameReply ? stored.replyToAuthorHash : null;
    const message = { ...given, replyToAuthorHash: given.replyToAuthorHash ?? known };
    const isThere = stored.deletedAt === null && stored.missingSince === null;
    if (isThere && sameValue(toMessage(stored), message)) return 'unchanged';
    this.#keepText(stored, message);
    const haveCountsChanged = !sameValue(stored.reactionCounts, reactionCounts);
    this.#put(message, stored.reactionsPending || haveCountsChanged, stored.unlistedEmoji);
    return 'updated';
  }

  #keepText(stored: MessageRow, { content, platformEditedAt: editedAt }: Message): void {
    if (stored.content === content || stored.content === '') return;
    if (sameValue(stored.platformEditedAt, editedAt)) return;
    const { tenantId, channelId, id: messageId, platformCreatedAt, platformEditedAt } = stored;
    const writtenAt = platformEditedAt ?? platformCreatedAt;
    const revision = { tenantId, channelId, messageId, writtenAt, content: stored.content };
    const { revisions } = this.tables;
    if (revisions.get(keyOf(messageKey(revision), writtenAt.toISOString())) === null) {
      revisions.put(revision);
    }
  }

  #put(message: Message, reactionsPending: boolean, unlistedEmoji: readonly string[]): void {
    const row: MessageRow = {
      ...message,
      reactionsPending,
      unlistedEmoji,
      deletedAt: null,
      missingSince: null,
    };
    this.tables.messages.put(row);
  }
}

function rowKey({ tenantId, channelId, id }: Message): string {
  return keyOf(tenantId, channelId, id);
}

/** Its columns alone, whatever else the object holds. */
function toMessage(message: Message): Message {
  return {
    tenantId: message.tenantId,
    channelId: message.channelId,
    id: message.id,
    authorHash: message.authorHash,
    content: message.content,
    type: message.type,
    replyToId: message.replyToId,
    replyToAuthorHash: message.replyToAuthorHash,
    platformCreatedAt: message.platformCreatedAt,
    platformEditedAt: message.platformEditedAt,
    reactionCounts: message.reactionCounts,
    platformMetadata: message.platformMetadata,
  };
}
