import type {
  MessageKey,
  MessageRepository,
  PendingReactions,
  ReadReactions,
  UpsertCounts,
} from '@annals/application';
import type { ChannelId, Message, MessageId, MessageRevision, TenantId } from '@annals/domain';
import { type Kysely, sql } from 'kysely';
import { jsonRows } from './json-rows.ts';
import { isOf } from './of-channels.ts';
import type { Schema } from './schema.ts';
import { buryMessages, keysOf } from './statements/bury-messages.ts';
import { insertMessages } from './statements/insert-messages.ts';
import { upsertMessages } from './statements/upsert-messages.ts';

export class KyselyMessageRepository implements MessageRepository {
  readonly #db: Kysely<Schema>;

  constructor(db: Kysely<Schema>) {
    this.#db = db;
  }

  upsert(messages: readonly Message[]): Promise<UpsertCounts> {
    return upsertMessages(this.#db, messages);
  }

  insert(messages: readonly Message[], onTaken?: () => void): Promise<boolean> {
    return insertMessages(this.#db, messages, onTaken);
  }

  async pendingReactions(
    tenantId: TenantId,
    channelId: ChannelId,
    { after, limit }: Parameters<MessageRepository['pendingReactions']>[2],
  ): Promise<PendingReactions[]> {
    return await this.#pending(tenantId)
      .select([
        'channel_id as channelId',
        'messages.id as messageId',
        'reaction_counts as reactionCounts',
      ])
      .where('channel_id', '=', channelId)
      .$if(after !== null, (query) => query.where('messages.id', '>', after as MessageId))
      .orderBy('messages.id')
      .limit(limit)
      .execute();
  }

  async channelsWithPendingReactions(
    tenantId: TenantId,
    { after, limit, of = null }: Parameters<MessageRepository['channelsWithPendingReactions']>[1],
  ): Promise<ChannelId[]> {
    const rows = await this.#pending(tenantId)
      .select('channel_id')
      .distinct()
      .where(isOf('messages', of))
      .$if(after !== null, (query) => query.where('channel_id', '>', after as ChannelId))
      .orderBy('channel_id')
      .limit(limit)
      .execute();
    return rows.map((row) => row.channel_id);
  }

  async countPendingReactions(
    tenantId: TenantId,
    of: ReadonlySet<ChannelId> | null = null,
  ): Promise<number> {
    const row = await this.#pending(tenantId)
      .where(isOf('messages', of))
      .select(({ fn }) => fn.countAll<string>().as('count'))
      .executeTakeFirstOrThrow();
    return Number(row.count);
  }

  async clearPendingReactions(
    tenantId: TenantId,
    messages: readonly ReadReactions[],
  ): Promise<void> {
    if (messages.length === 0) return;
    await sql`
      update messages as stored set
        reactions_pending = false, unlisted_emoji = done."unlistedEmoji", updated_at = now()
      from jsonb_to_recordset(${jsonRows(messages)})
        as done (
          "channelId" text, "messageId" text, "reactionCounts" jsonb, "unlistedEmoji" jsonb
        )
      where stored.tenant_id = ${tenantId}
        and stored.channel_id = done."channelId"
        and stored.id = done."messageId"
        and stored.reaction_counts = done."reactionCounts"
        and stored.reactions_pending
    `.execute(this.#db);
  }

  async idsSent(
    tenantId: TenantId,
    channelId: ChannelId,
    from: Date,
    upTo: Date | null,
  ): Promise<MessageId[]> {
    const rows = await this.#db
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
    `.execute(this.#db);
    return rows.map(({ id }) => id);
  }

  async markMissing(
    tenantId: TenantId,
    channelId: ChannelId,
    messageIds: readonly MessageId[],
    at: Date,
  ): Promise<void> {
    if (messageIds.length === 0) return;
    await sql`
      update messages set missing_since = ${at}, updated_at = now()
      where tenant_id = ${tenantId} and channel_id = ${channelId}
        and id in (select jsonb_array_elements_text(${jsonRows(messageIds)}))
        and missing_since is null and deleted_at is null
    `.execute(this.#db);
  }

  async missing(
    tenantId: TenantId,
    limit: number,
    except: readonly ChannelId[] = [],
    of: ReadonlySet<ChannelId> | null = null,
  ): Promise<MessageKey[]> {
    return await this.#ofReadChannels(tenantId)
      .select(['channel_id as channelId', 'messages.id as messageId'])
      .where('missing_since', 'is not', null)
      .where('channel_id', '!=', sql<ChannelId>`all(${[...except]}::text[])`)
      .where(isOf('messages', of))
      .orderBy('missing_since')
      .orderBy('channel_id')
      .orderBy('messages.id')
      .limit(limit)
      .execute();
  }

  async clearMissing(tenantId: TenantId, messages: readonly MessageKey[]): Promise<void> {
    if (messages.length === 0) return;
    await sql`
      update messages as stored set missing_since = null, updated_at = now()
      from ${keysOf(messages)}
      where stored.tenant_id = ${tenantId}
        and stored.channel_id = given."channelId" and stored.id = given."messageId"
        and stored.missing_since is not null
    `.execute(this.#db);
  }

  bury(tenantId: TenantId, messages: readonly MessageKey[], at: Date): Promise<number> {
    return buryMessages(this.#db, { tenantId, messages, at });
  }

  async deletedAt(
    tenantId: TenantId,
    channelId: ChannelId,
    messageId: MessageId,
  ): Promise<Date | null> {
    const row = await this.#db
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
    return await this.#db
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
    const row = await this.#db
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

  #pending(tenantId: TenantId) {
    // Written out so that the partial index is found: a parameter would hide it.
    return this.#ofReadChannels(tenantId).where(sql<boolean>`reactions_pending`);
  }

  /**
   * Of channels that are not removed. For `not exists` PostgreSQL expects one row of a channel that
   * holds most of them, and sorts all that are there for each page.
   */
  #ofReadChannels(tenantId: TenantId) {
    return this.#db
      .selectFrom('messages')
      .leftJoin('channels', (join) =>
        join
          .onRef('channels.tenant_id', '=', 'messages.tenant_id')
          .onRef('channels.id', '=', 'messages.channel_id'),
      )
      .where('messages.tenant_id', '=', tenantId)
      .where('channels.removed_at', 'is', null);
  }
}
