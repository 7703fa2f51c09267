import type {
  PendingReactions,
  PendingReactionsRepository,
  ReadReactions,
} from '@annals/application';
import type { ChannelId, MessageId, TenantId } from '@annals/domain';
import { sql } from 'kysely';
import { jsonRows } from './json-rows.ts';
import { KyselyRepository } from './kysely-repository.ts';
import { isOf, ofMessages } from './of-channels.ts';

export class KyselyPendingReactionsRepository
  extends KyselyRepository
  implements PendingReactionsRepository
{
  async list(
    tenantId: TenantId,
    channelId: ChannelId,
    { after, limit }: Parameters<PendingReactionsRepository['list']>[2],
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

  async channels(
    tenantId: TenantId,
    { after, limit, of = null }: Parameters<PendingReactionsRepository['channels']>[1],
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

  async count(tenantId: TenantId, of: ReadonlySet<ChannelId> | null = null): Promise<number> {
    const row = await this.#pending(tenantId)
      .where(isOf('messages', of))
      .select(({ fn }) => fn.countAll<string>().as('count'))
      .executeTakeFirstOrThrow();
    return Number(row.count);
  }

  async clear(tenantId: TenantId, messages: readonly ReadReactions[]): Promise<void> {
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
    `.execute(this.db);
  }

  #pending(tenantId: TenantId) {
    return (
      this.db
        .selectFrom('messages')
        .leftJoin('channels', ofMessages)
        .where('messages.tenant_id', '=', tenantId)
        .where('channels.removed_at', 'is', null)
        // Written out so that the partial index is found: a parameter would hide it.
        .where(sql<boolean>`reactions_pending`)
    );
  }
}
