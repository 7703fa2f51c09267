import type { ChannelRepository } from '@annals/application';
import type { Channel, ChannelId, TenantId } from '@annals/domain';
import { sql } from 'kysely';
import { jsonRows } from './json-rows.ts';
import { KyselyRepository } from './kysely-repository.ts';
import { upsertChannels } from './statements/upsert-channels.ts';

export class KyselyChannelRepository extends KyselyRepository implements ChannelRepository {
  upsert(channels: readonly Omit<Channel, 'removedAt'>[]): Promise<void> {
    return upsertChannels(this.db, channels);
  }

  async markAbsent(
    tenantId: TenantId,
    presentIds: readonly ChannelId[],
    at: Date,
  ): Promise<ChannelId[]> {
    const present = presentIds.map((id) => ({ id }));
    const { rows } = await sql<{ id: ChannelId }>`
      with absent as (
        select id from channels
        where tenant_id = ${tenantId} and type <> 'thread'
          and id not in (select id from jsonb_to_recordset(${jsonRows(present)}) as x (id text))
      )
      update channels set removed_at = ${at}, updated_at = now()
      where tenant_id = ${tenantId} and removed_at is null
        and (id in (select id from absent)
          or (type = 'thread' and parent_id in (select id from absent)))
      returning id
    `.execute(this.db);
    return rows.map(({ id }) => id);
  }

  async markRemoved(tenantId: TenantId, channelId: ChannelId, at: Date): Promise<void> {
    await this.db
      .updateTable('channels')
      .set({ removed_at: at, updated_at: sql<Date>`now()` })
      .where('tenant_id', '=', tenantId)
      .where('removed_at', 'is', null)
      .where(({ or, and, eb }) =>
        or([
          eb('id', '=', channelId),
          and([eb('type', '=', 'thread'), eb('parent_id', '=', channelId)]),
        ]),
      )
      .execute();
  }

  async findRemoved(tenantId: TenantId, channelIds: readonly ChannelId[]): Promise<ChannelId[]> {
    if (channelIds.length === 0) return [];
    const rows = await this.db
      .selectFrom('channels')
      .select('id')
      .where('tenant_id', '=', tenantId)
      .where('removed_at', 'is not', null)
      .where('id', '=', sql<ChannelId>`any(${[...channelIds]}::text[])`)
      .execute();
    return rows.map(({ id }) => id);
  }

  async find(tenantId: TenantId, channelId: ChannelId): Promise<Channel | null> {
    const row = await this.db
      .selectFrom('channels')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('id', '=', channelId)
      .executeTakeFirst();
    if (row === undefined) return null;
    return {
      tenantId: row.tenant_id,
      id: row.id,
      name: row.name,
      type: row.type,
      parentId: row.parent_id,
      topic: row.topic,
      removedAt: row.removed_at,
      platformMetadata: row.platform_metadata,
    };
  }
}
