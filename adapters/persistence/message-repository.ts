import type { MessageKey, MessageRepository, UpsertCounts } from '@annals/application';
import type { ChannelId, Message, MessageId, MessageRevision, TenantId } from '@annals/domain';
import { sql } from 'kysely';
import { jsonRows } from './json-rows.ts';
import { KyselyRepository } from './kysely-repository.ts';
import { buryMessages } from './statements/bury-messages.ts';
import { insertMessages } from './statements/insert-messages.ts';
import { upsertMessages } from './statements/upsert-messages.ts';

export class KyselyMessageRepository extends KyselyRepository implements MessageRepository {
  upsert(messages: readonly Message[]): Promise<UpsertCounts> {
    return upsertMessages(this.db, messages);
  }

  insert(messages: readonly Message[], onTaken?: () => void): Promise<boolean> {
    return insertMessages(this.db, messages, onTaken);
  }

  async idsSent(
    tenantId: TenantId,
    channelId: ChannelId,
    from: Date,
    upTo: Date | null,
  ): Promise<MessageId[]> {
    const rows = await this.db
      .selectFrom('messages')
      .select('id')
      .where('tenant_id', '=', tenantId)
      .where('channel_id', '=', channelId)
      .where('platform_created_at', '>=', from)
      .$if(upTo !== null, (query) => query.where('platform_created_at', '<=', upTo as Date))
      .where('deleted_at', 'is', null)
      .execute();
    return rows.map(({ id }) => id);
  }

  async idsWithMoreContent(
    tenantId: TenantId,
    channelId: ChannelId,
    blanks: readonly Pick<Message, 'id' | 'platformMetadata'>[],
  ): Promise<MessageId[]> {
    if (blanks.length === 0) return [];
    const given = blanks.map(({ id, platformMetadata }) => ({ id, platformMetadata }));
    const { rows } = await sql<{ id: MessageId }>`
      select stored.id
      from jsonb_to_recordset(${jsonRows(given)}) as given (id text, "platformMetadata" jsonb)
      join messages as stored on stored.id = given.id
      where stored.tenant_id = ${tenantId} and stored.channel_id = ${channelId}
        and (
          stored.content <> ''
          or (
            stored.platform_metadata @> given."platformMetadata"
            and stored.platform_metadata <> given."platformMetadata"
          )
          or exists (
            select from message_attachments as file
            where file.tenant_id = stored.tenant_id and file.channel_id = stored.channel_id
              and file.message_id = stored.id
          )
        )
    `.execute(this.db);
    return rows.map(({ id }) => id);
  }

  bury(tenantId: TenantId, messages: readonly MessageKey[], at: Date): Promise<number> {
    return buryMessages(this.db, { tenantId, messages, at });
  }

  async deletedAt(
    tenantId: TenantId,
    channelId: ChannelId,
    messageId: MessageId,
  ): Promise<Date | null> {
    const row = await this.db
      .selectFrom('messages')
      .select('deleted_at')
      .where('tenant_id', '=', tenantId)
      .where('channel_id', '=', channelId)
      .where('id', '=', messageId)
      .executeTakeFirst();
    return row?.deleted_at ?? null;
  }

  async revisionsOf(
    tenantId: TenantId,
    channelId: ChannelId,
    messageId: MessageId,
  ): Promise<MessageRevision[]> {
    return await this.db
      .selectFrom('message_revisions')
      .select([
        'tenant_id as tenantId',
        'channel_id as channelId',
        'message_id as messageId',
        'written_at as writtenAt',
        'content',
      ])
      .where('tenant_id', '=', tenantId)
      .where('channel_id', '=', channelId)
      .where('message_id', '=', messageId)
      .orderBy('written_at')
      .execute();
  }

  async find(
    tenantId: TenantId,
    channelId: ChannelId,
    messageId: MessageId,
  ): Promise<Message | null> {
    const row = await this.db
      .selectFrom('messages')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('channel_id', '=', channelId)
      .where('id', '=', messageId)
      .executeTakeFirst();
    if (row === undefined) return null;
    return {
      tenantId: row.tenant_id,
      channelId: row.channel_id,
      id: row.id,
      authorHash: row.author_hash,
      content: row.content,
      type: row.type,
      replyToId: row.reply_to_id,
      replyToAuthorHash: row.reply_to_author_hash,
      platformCreatedAt: row.platform_created_at,
      platformEditedAt: row.platform_edited_at,
      reactionCounts: row.reaction_counts,
      platformMetadata: row.platform_metadata,
    };
  }
}
