import type { MessageKey, MissingMessagesRepository } from '@annals/application';
import type { ChannelId, MessageId, TenantId } from '@annals/domain';
import { sql } from 'kysely';
import { jsonRows } from './json-rows.ts';
import { KyselyRepository } from './kysely-repository.ts';
import { isOf, ofMessages } from './of-channels.ts';
import { keysOf } from './statements/bury-messages.ts';

export class KyselyMissingMessagesRepository
  extends KyselyRepository
  implements MissingMessagesRepository
{
  async mark(
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
    `.execute(this.db);
  }

  async list(
    tenantId: TenantId,
    limit: number,
    except: readonly ChannelId[] = [],
    of: ReadonlySet<ChannelId> | null = null,
  ): Promise<MessageKey[]> {
    return await this.db
      .selectFrom('messages')
      .leftJoin('channels', ofMessages)
      .where('messages.tenant_id', '=', tenantId)
      .where('channels.removed_at', 'is', null)
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

  async clear(tenantId: TenantId, messages: readonly MessageKey[]): Promise<void> {
    if (messages.length === 0) return;
    await sql`
      update messages as stored set missing_since = null, updated_at = now()
      from ${keysOf(messages)}
      where stored.tenant_id = ${tenantId}
        and stored.channel_id = given."channelId" and stored.id = given."messageId"
        and stored.missing_since is not null
    `.execute(this.db);
  }
}
